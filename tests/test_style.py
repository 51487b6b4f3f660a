"""House rules that no linter knows: docstrings, public names, length of functions, forbidden words."""

import ast
import re
from pathlib import Path

import pytest

from checkout import ROOT, files

MODULES = sorted((ROOT / "server" / "acquis").rglob("*.py"))
LONGEST = 50
P90 = 25

# Written so that no pattern matches its own text here.
FORBIDDEN = {
    "unfinished work": r"\b(TO[D]O|FIX[M]E)\b",
    "a path of one machine": r"(?<![\w.})>/-])/(home|root|tmp|work|Users)/\w",
    "a package registry": r"\b(pypi|pythonhosted|registry\.\w+|proxy\.golang|deb\.debian|maven\.apache)\.\w"
    r"|\bcrates\.io\b|index[-]url",
}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _assigned(tree: ast.Module) -> dict[str, ast.expr | None]:
    """Return what is assigned to each name at the top of the module."""
    found: dict[str, ast.expr | None] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            found |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node.value
    return found


def _public(tree: ast.Module) -> set[str]:
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {node.name for node in tree.body if isinstance(node, definitions)} | _assigned(tree).keys()
    return {name for name in names if not name.startswith("_")}


def _functions() -> list[tuple[int, str]]:
    """Return length in lines and place of every function of the package, shortest first."""
    return sorted(
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{_name(path)}:{node.lineno} {node.name}")
        for path in MODULES
        for node in ast.walk(_tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    )


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_says_what_it_owns(path: Path) -> None:
    """Every module of the package opens with a docstring."""
    assert ast.get_docstring(_tree(path)), f"{_name(path)} has no docstring"


@pytest.mark.parametrize("path", [path for path in MODULES if _public(_tree(path))], ids=_name)
def test_public_names_are_listed_in_order(path: Path) -> None:
    """A module with public names has an `__all__` of literal names in order of code points, each once."""
    value = _assigned(_tree(path)).get("__all__")
    assert value is not None, f"{_name(path)} has public names and no __all__"
    listed = ast.literal_eval(value)
    assert list(listed) == sorted(set(listed))


def test_functions_are_short() -> None:
    """No function is longer than 50 lines, and nine of ten have at most 25."""
    functions = _functions()
    assert [f"{length} lines: {place}" for length, place in functions if length > LONGEST] == []
    length, place = functions[int(len(functions) * 0.9)]
    assert length <= P90, f"p90 is {length} lines; the first that is too long: {place}"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    """No file of the project leaves work undone, or names a place that only one machine or registry has."""
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in files()
        for number, line in enumerate((ROOT / path).read_text("utf-8", "replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("unfinished work", "# TO" + "DO: later"),
        ("a path of one machine", "open('/" + "home/ada/x')"),
        ("a path of one machine", "cd /" + "work/main"),
        ("a package registry", "https://files.python" + "hosted.org/packages/"),
        ("a package registry", "--extra-index" + "-url x"),
    ],
)
def test_the_patterns_find_what_they_are_for(what: str, text: str) -> None:
    """Each pattern matches an example of what it forbids."""
    assert re.search(FORBIDDEN[what], text)


@pytest.mark.parametrize(
    "text", ["https://w3id.org/acquis/id/work/un-charter", "f'{BASE}/work/x'", "todo o mundo"]
)
def test_the_patterns_leave_our_own_names_alone(text: str) -> None:
    """An IRI of a work is no path of a machine, and an ordinary word no mark of unfinished work."""
    assert not any(re.search(pattern, text) for pattern in FORBIDDEN.values())
