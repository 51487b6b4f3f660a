"""Own which rules the inference of a release was made with: a file beside its graph.

It must not run them.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from acquis import resources
from acquis.engine.rule import Rule, from_json, to_json
from acquis.errors import ReleaseError
from acquis.releases.release import Release

__all__ = ["NAME", "of", "write"]

NAME = "rules.json"


def write(rules: Iterable[Rule], folder: Path) -> None:
    """Write *rules* into the *folder* of a release."""
    (folder / NAME).write_text(to_json(rules), "utf-8")


def of(release: Release) -> tuple[Rule, ...]:
    """Return the rules of *release*; of one that was built without the file, those of the ontology at hand.

    Raises:
        ReleaseError: the file is damaged.
    """
    path = release.path / NAME
    if not path.is_file():
        return _at_hand()
    try:
        return from_json(path.read_text("utf-8"))
    except ValueError as error:
        raise ReleaseError(f"The rules of release {release.id} cannot be read: {error}.") from error


@lru_cache(maxsize=1)
def _at_hand() -> tuple[Rule, ...]:
    # Imported here: compiling needs rdflib, which a server has no other use for.
    from acquis import turtle
    from acquis.rules import compile_rules

    return compile_rules(turtle.load(resources.folder("ontology") / "acquis.ttl"))
