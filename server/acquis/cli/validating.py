"""The command that checks submissions without handing them in: validate.

It must not judge: `acquis.validation` does.
"""

import json
from pathlib import Path

import click

from acquis import config
from acquis.engine import Engine, trig
from acquis.errors import FindingsFound, InvalidDocument, InvalidParameter, UnsupportedMedia
from acquis.releases import release

__all__ = ["MEDIA_TYPES", "media_type", "validate"]

# By the ending of a file's name.
MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "ttl": "text/turtle",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


def media_type(path: Path, kind: str | None = None) -> str:
    """Return the media type of *kind*, a key of MEDIA_TYPES, by default as the name of *path* ends.

    Raises:
        InvalidParameter: the name ends in none of them.
    """
    suffix = kind or path.suffix[1:].lower()
    if suffix not in MEDIA_TYPES:
        raise InvalidParameter(
            f"{path.name} does not end in one of {', '.join(MEDIA_TYPES)}: say what it is with --type.",
            name="type",
        )
    return MEDIA_TYPES[suffix]


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option("--for", "issuer", default="", metavar="XAA", help="Whose submission it must be, as a code.")
@click.option("--type", "kind", type=click.Choice(sorted(MEDIA_TYPES)), help="What the files are.")
@click.option("--language", default="en", show_default=True, help="The language of the sentences.")
@click.option(
    "--format", "wanted", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True
)
def validate(files: tuple[Path, ...], issuer: str, kind: str | None, language: str, wanted: str) -> None:
    """Check the submissions in FILES against the current release; nothing is stored or sent.

    Exit code 0 when all could be handed in, 1 when one could not, 2 when the call is wrong.

    Example: acquis validate --for XAA position.ttl
    """
    types = [media_type(path, kind) for path in files]
    engine = release.open_engine(release.current(config.load().releases_dir))
    refused = [
        path.name
        for path, one in zip(files, types, strict=True)
        if not _told(path, one, engine, issuer, language, wanted)
    ]
    if refused:
        raise FindingsFound(f"Not accepted: {', '.join(refused)}.")


def _told(path: Path, kind: str, engine: Engine, issuer: str, language: str, wanted: str) -> bool:
    """Print what is to be said of the file *path*, and return whether it could be handed in."""
    # Loaded here: no other command needs what reads shapes.
    from acquis import validation

    try:
        found = validation.check(path.read_bytes(), kind, engine, issuer=issuer).report
    except (InvalidDocument, UnsupportedMedia) as error:
        unread = {"file": path.name, "accepted": False, "error": type(error).__name__, "detail": str(error)}
        click.echo(json.dumps(unread, ensure_ascii=False) if wanted == "json" else f"{path.name}: {error}")
        return False
    if wanted == "json":
        click.echo(json.dumps({"file": path.name, **found.as_json()}, ensure_ascii=False))
    elif wanted == "turtle":
        click.echo(trig(found.quads()), nl=False)
    else:
        click.echo(f"{path.name}: {found.text(language)}")
    return found.accepted
