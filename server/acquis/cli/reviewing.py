"""The review of a document that was read, in a terminal: one item after the other, each answer kept at once.

It must not know what an answer writes.
"""

from collections.abc import Sequence
from pathlib import Path

import click

from acquis import sources
from acquis.cli.output import progress, table
from acquis.engine import Quad
from acquis.errors import AcquisError, FindingsFound
from acquis.ingest import effects, reviewing, seen
from acquis.ingest.items import Item
from acquis.ingest.keeping import quads

__all__ = ["review"]

# The key for each answer; s and q leave the item as it waits.
_ANSWERS = {"a": "accepted", "c": "changed", "r": "refused"}
_KEYS = "a accept, c change, r refuse, s skip, u undo the last, q quit"
_SEEN = "a seen, s skip, u undo the last, q quit"


def review(folder: Path, slug: str) -> None:
    """Go through what waits of the document *slug* in *folder*, then check, and say which answers change.

    Raises:
        FindingsFound: the checks found an error in what is there now.
        UnknownEntity: no such document was read.
    """
    stands = reviewing.opened(folder, slug)
    before, waiting, words = quads(folder, slug), stands.waiting, seen.words(folder, slug)
    click.echo(f"{stands.label}: {len(waiting)} of {len(stands.items)} wait for you.")
    answered: list[Item] = []
    place = 0
    while place < len(waiting):
        item = waiting[place]
        click.echo(f"\n{place + 1}/{len(waiting)} {item.kind}: {item.label}")
        _show(item, words.of(item.path))
        answer = _asked(folder, slug, item, answered)
        if answer == "q":
            break
        place = waiting.index(answered.pop()) if answer == "u" else place + 1
        answered += [item] if answer in _ANSWERS else []
    left = len(reviewing.opened(folder, slug).waiting)
    click.echo(f"\n{len(answered)} decided, {left} still wait; they are kept in {folder / 'decided'}.")
    if quads(folder, slug) != before or answered:
        _conclude(folder, slug, before)


def _show(item: Item, words: str) -> None:
    if words:
        click.echo(click.wrap_text(words, initial_indent="  | ", subsequent_indent="  | "))
    click.echo(item.said)
    for place, (value, label, score) in enumerate(item.options, 1):
        mark = "*" if value in item.proposed else " "
        click.echo(f" {mark}{place} {label} ({score:.2f})" if score else f" {mark}{place} {label}")
    if item.proposed and not item.options:
        click.echo(f"  {', '.join(item.proposed)}")


def _asked(folder: Path, slug: str, item: Item, answered: Sequence[Item]) -> str:
    """Ask until *item* has an answer that fits, keep it, and return its key; u takes back the last one."""
    keys = _SEEN if item.kind == "doubt" else _KEYS
    while True:
        key = click.prompt(f"[{keys}]", default="s", show_default=False).strip().lower()[:1]
        if key in ("s", "q"):
            return key
        if key == "u":
            if _undone(folder, slug, answered):
                return key
            continue
        if key not in _ANSWERS or (item.kind == "doubt" and key != "a"):
            click.echo(f"Answer with one of: {keys}.")
            continue
        given = click.prompt("Values, or numbers of the list, with commas") if key == "c" else ""
        try:
            reviewing.decide(folder, slug, item.id, _ANSWERS[key], given)
        except AcquisError as error:
            click.echo(str(error))
            continue
        return key


def _undone(folder: Path, slug: str, answered: Sequence[Item]) -> bool:
    """Take back the last answer, if there is one, and return whether that was done."""
    if not answered:
        click.echo("Nothing was answered yet.")
        return False
    try:
        reviewing.reopen(folder, slug, answered[-1].id)
    except AcquisError as error:
        click.echo(str(error))
        return False
    return True


def _conclude(folder: Path, slug: str, before: list[Quad]) -> None:
    """Run the checks, and show which questions are answered otherwise than *before*."""
    from acquis import check

    with progress() as step:
        step("Check all sources")
        report = check.run(sources.paths(folder))
        step("Ask the questions")
        changed = effects.effects(slug, before, quads(folder, slug))
    rows = [
        (
            one.question,
            ", ".join(f"{name} = {value}" for name, value in one.given),
            str(one.before),
            str(one.after),
        )
        for one in changed
    ]
    if rows:
        click.echo("These questions are answered otherwise now:")
        table(("Question", "With", "Rows before", "Rows after"), rows)
    else:
        click.echo("No question is answered otherwise.")
    if report.findings:
        raise FindingsFound("The checks found what has to be mended.", findings=report.findings)
    click.echo("The checks found nothing.")
