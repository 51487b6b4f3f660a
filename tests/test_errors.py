"""The exception tree: what is drawn is what exists, and errors survive the way between processes."""

import pickle
from pathlib import Path

import pytest

from acquis import errors
from acquis.errors import AcquisError, FindingsFound, InvalidData, InvalidQuery, NotAcceptable


def _depth(cls: type) -> int:
    return cls.__mro__.index(AcquisError) + 1


def test_the_drawn_tree_is_the_real_one() -> None:
    """The module docstring draws exactly the public classes, each indented under its base."""
    tree = [line for line in (errors.__doc__ or "").splitlines() if line.startswith("    ")]
    indents = {line.strip(): (len(line) - len(line.lstrip())) // 4 for line in tree}
    assert indents == {name: _depth(getattr(errors, name)) for name in errors.__all__}


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_is_made_from_a_sentence_alone(name: str) -> None:
    """The sentence is the only obligatory argument, and it is what the user sees."""
    error = getattr(errors, name)("Do this instead.")
    assert isinstance(error, AcquisError)
    assert str(error) == "Do this instead."


@pytest.mark.parametrize(
    "error",
    [
        FindingsFound("Two faults.", findings=["one", "two"]),
        InvalidQuery("No full stop.", line=3, column=7),
        NotAcceptable("Ask for CSV.", offered=["text/csv"]),
        InvalidData("Close the quote.", path=Path("data/x.ttl"), line=2),
    ],
)
def test_errors_keep_their_data_through_pickle(error: AcquisError) -> None:
    """An error raised in a child process reaches the parent with sentence and data."""
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), vars(copy)) == (str(error), vars(error))


@pytest.mark.parametrize(
    ("path", "line", "text"),
    [
        (None, None, "Close the quote."),
        (Path("x.ttl"), None, "x.ttl: Close the quote."),
        (Path("x.ttl"), 12, "x.ttl:12: Close the quote."),
    ],
)
def test_invalid_data_says_where(path: Path | None, line: int | None, text: str) -> None:
    """Path and line stand in front of the sentence as compilers and editors expect them."""
    assert str(InvalidData("Close the quote.", path=path, line=line)) == text
