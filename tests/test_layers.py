"""Which module may import which, and the one home of each third-party package, read from the code.

A new module gets a place in LAYERS, a new package a home in HOMES: both on purpose.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkout import ROOT

PACKAGE = ROOT / "server" / "acquis"

# From top to bottom, and in each row from left to right: a module may import what stands after it.
LAYERS = (
    ("__main__", "cli", "bench", "web", "client"),
    (
        "ingest",
        *("build", "demonstration", "entry", "intake", "check", "reference", "remote", "pool"),
        "citation",
        "comparing",
        "pictures",
        *("cards", "coverage", "portal"),
        *("publishing", "ledger", "validation"),
        *("passages", "texts", "forms", "releases", "vocabulary", "describe"),
        "search",
    ),
    ("checks", "library", "readable", "naming", "sources", "turtle", "rules", "engine", "formats"),
    ("config", "units", "resources", "vocab", "errors", "__init__"),
)
# The same for the folders within a package.
WITHIN = {
    "texts": ("aligning", "linking", "saying", "citing", "parallel", "voters", "reading", "bare", "model"),
    "web": (
        *("messages", "service", "entry", "submit", "portal", "query"),
        *("entity", "catalogue", "session", "base"),
    ),
}
# Third-party package: the modules, or packages with all they hold, that may import it.
HOMES = {
    "SPARQLWrapper": {"client", "remote"},
    "alembic": {"ledger"},
    "babel": {"naming.territories", "web.base.languages", "web.messages"},
    "bm25s": {"texts.linking.likeness"},
    "click": {"cli"},
    "flask": {"web"},
    "flask_compress": {"web"},
    "flask_wtf": {"web.session.sessions"},
    "font_source_sans_pro": {"forms.paper", "pictures.raster"},
    "granian": {"cli"},
    "jinja2": {"forms.pages", "web.base.languages"},
    "lxml": {"texts.reading"},
    "markupsafe": {"web.base.languages", "web.portal.pictures"},
    "openpyxl": {"forms.cells"},
    "pdfminer": {"texts.reading.files.pdf_pages"},
    "prometheus_client": {"web"},
    "owlready2": {"checks.reasoner"},
    "pandas": {"client"},
    "pyld": {"engine.jsonld"},
    "pyoxigraph": {"engine"},
    "pyshacl": {"checks", "validation"},
    "rdflib": {"checks", "client", "rules", "turtle", "validation"},
    "rapidfuzz": {"texts.aligning"},
    "reportlab": {"forms.paper"},
    "resvg_py": {"pictures.raster"},
    "rich": {"cli"},
    "snowballstemmer": {"texts.linking.words"},
    "sqlalchemy": {"ledger"},
    "werkzeug": {"web"},
    "xlsxwriter": {"forms.workbook", "library.tables"},
    "yaml": {"library.queries"},
}
QUERY_PATH = ("describe", "engine", "formats", "library.queries", "pool", "web")


def _imports(path: Path, package: str) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every import in *path*, a module of *package*."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -node.level + 1 or None] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def _place(unit: str) -> int | None:
    order = [name for row in LAYERS for name in row]
    return order.index(unit) if unit in order else None


def _inner(unit: str, module: list[str], imported: list[str]) -> str | None:
    """Return what is wrong with an import within the package *unit*, by the folders of both sides."""
    order, here, there = WITHIN.get(unit, ()), module[:1], imported[:1]
    if not (here and there and here[0] in order and there[0] in order):
        return None
    if order.index(there[0]) >= order.index(here[0]):
        return None
    return f"{unit}.{here[0]} may not import {unit}.{there[0]}, which stands above it in WITHIN"


def _fault(package: Path, module: str, imported: str) -> str | None:
    """Return the rule that *module* (dotted, without `acquis.`) breaks by importing *imported*."""
    unit, [top, *rest] = module.split(".")[0], imported.split(".")
    if top == "acquis":
        exists = rest and any((package / rest[0]).with_suffix(suffix).exists() for suffix in ("", ".py"))
        target = rest[0] if exists else "__init__"
        here, there = _place(unit), _place(target)
        if here is None or there is None or there > here:
            return None
        if there == here:
            return _inner(unit, module.split(".")[1:], rest[1:])
        return f"{unit} may not import {target}, which stands above it in LAYERS"
    if top in sys.stdlib_module_names:
        return None
    homes = HOMES.get(top, set())
    if any(f"{module}.".startswith(f"{home}.") for home in homes):
        return None
    return f"{top} may be imported only in {', '.join(sorted(homes)) or 'no module yet'}"


def _faults(package: Path) -> Iterator[str]:
    """Yield one line for each broken rule in *package*: file, line and rule."""
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package)
        module = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
        if _place(relative.parts[0].removesuffix(".py")) is None:
            yield f"{relative}:1: {module} has no place in LAYERS"
        for line, imported in _imports(path, ".".join(["acquis", *relative.parts[:-1]])):
            fault = _fault(package, module, imported)
            if fault:
                yield f"{relative}:{line}: {fault}"


def test_imports_point_down_and_packages_stay_home() -> None:
    """Every import of the package is one that the tables above allow."""
    assert list(_faults(PACKAGE)) == []


@pytest.mark.parametrize(
    ("file", "line", "rule"),
    [
        ("config.py", "from acquis.engine import Engine", "config may not import engine"),
        ("engine/store.py", "from ..web import create_app", "engine may not import web"),
        ("engine/store.py", "from .. import cli", "engine may not import cli"),
        (
            "web/base/answer.py",
            "from acquis.web.portal import home",
            "web.base may not import web.portal",
        ),
        ("errors.py", "from acquis import vocab", "errors may not import vocab"),
        ("describe.py", "def f() -> None:\n    import acquis.build", "describe may not import build"),
        (
            "describe.py",
            "import rdflib.term",
            "rdflib may be imported only in checks, client, rules, turtle,",
        ),
        ("checks/shacl.py", "import owlready2", "owlready2 may be imported only in checks.reasoner"),
        ("turtle.py", "import numpy", "numpy may be imported only in no module yet"),
        ("helpers.py", "import os", "helpers has no place in LAYERS"),
    ],
)
def test_a_forbidden_import_is_reported(tmp_path: Path, file: str, line: str, rule: str) -> None:
    """A violation names the file, the line and the rule."""
    for unit in ("build", "cli", "engine", "vocab", "web"):
        (tmp_path / unit).mkdir()
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(line, encoding="utf-8")
    (fault,) = _faults(tmp_path)
    assert fault.startswith(f"{file}:{1 + line.count(chr(10))}: {rule}")


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("cli.py", "import json, click, acquis.web"),
        ("engine/store.py", "from .results import Result"),
        ("engine/__init__.py", "from pyoxigraph import Store\nfrom acquis import __version__"),
        ("checks/reasoner.py", "import owlready2"),
    ],
)
def test_an_allowed_import_is_not_reported(tmp_path: Path, file: str, line: str) -> None:
    """Imports from lower layers, from the own package and of a package at home pass."""
    (tmp_path / "web").mkdir()
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(line, encoding="utf-8")
    assert list(_faults(tmp_path)) == []


@pytest.mark.parametrize("module", QUERY_PATH)
def test_answering_a_query_loads_no_rdflib(module: str) -> None:
    """Neither rdflib nor what is built on it is loaded, even indirectly, by a module on the query path."""
    heavy = "{'rdflib', 'pyshacl', 'owlready2', 'pandas', 'SPARQLWrapper'}"
    code = f"import sys, acquis.{module}; print({heavy} & sys.modules.keys())"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    assert (run.stdout.strip(), run.stderr) == ("set()", "")


@pytest.mark.parametrize("module", ["pool.broker", "pool.keeper"])
def test_who_only_watches_loads_no_engine(module: str) -> None:
    """Keeper and broker of the pool hold no engine, and need neither its memory nor the time to load it."""
    code = f"import sys, acquis.{module}; print({{'pyoxigraph', 'flask'}} & sys.modules.keys())"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    assert (run.stdout.strip(), run.stderr) == ("set()", "")
