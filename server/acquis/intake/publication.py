"""Own the step from an accepted submission to a release that holds it, and back when it is withdrawn.

It must not decide what is accepted. A crash between the ledger and the release leaves a step that is written
and not yet carried out; `settle` carries out all of them, and may be called at any time, again and again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from acquis import publishing
from acquis.engine import Engine, NamedNode, Quad, canonical, parse
from acquis.errors import AcquisError, ReleaseError
from acquis.ledger import Event, Ledger, Submission, steps
from acquis.publishing import Published, Receipt, Standing
from acquis.releases import disk, release
from acquis.validation import reading
from acquis.validation.screening import SHEETS
from acquis.vocab import ACQ

__all__ = ["document", "preview", "settle", "standing"]

# The folder that whoever settles holds: in it there is nothing.
_TURN = ".settling"
_QUADS = "application/n-quads"
# What a submission may be once it was published.
_PUBLISHED = ("published", "superseded", "withdrawn")
_SUPERSEDES = NamedNode(ACQ + "supersedes")


def document(kept: Ledger, submission: Submission) -> list[Quad]:
    """Return all that *submission* says, under `vocab.NEW`, with what is not public.

    It was read in a process that can be stopped before it was kept, so that reading it here does no harm. The
    words of a spreadsheet mean what they meant then; all else is read in the order that it was written in.
    """
    content = kept.content(submission.id) if submission.media_type in SHEETS else None
    if content is not None:
        return parse(content, _QUADS)
    quads, _ = reading.read(kept.original(submission.id), submission.media_type)
    return quads


def _said(kept: Ledger, submission: Submission) -> list[Quad]:
    """Return all that *submission* says, each part with a name, less what tells of one never published.

    Parts without a name got theirs when it came: less than all of them may be alike, and take for ever.
    """
    content = kept.content(submission.id)
    quads = canonical(document(kept, submission)) if content is None else parse(content, _QUADS)
    silent = {
        NamedNode(publishing.iri_of(one))
        for one in submission.supersedes
        if _last(kept.events(one), "accepted") is None
    }
    return publishing.named(
        [one for one in quads if one.predicate != _SUPERSEDES or one.object not in silent]
    )


def preview(kept: Ledger, submission: Submission, engine: Engine) -> Published:
    """Return what everyone would see of *submission* if it were accepted now."""
    receipt = _receipt(submission, accepted=submission.received, reviewer="")
    return publishing.view(_said(kept, submission), receipt, engine)


def standing(kept: Ledger, engine: Callable[[], Engine]) -> Standing:
    """Return all that is published by what *kept* says, the withdrawn among it, and how far the ledger is.

    What is accepted and not yet published is not there. *engine* is asked for the labels if there is any.
    """
    anchor, submissions = kept.head(), kept.with_status(*_PUBLISHED)
    if not submissions:
        return Standing((), anchor if anchor[0] else None)
    found = [_published(kept, one, engine()) for one in submissions]
    return Standing(tuple(one for one in found if one is not None), anchor)


def settle(
    kept: Ledger, releases_dir: Path, *, everything: bool = False, only_about: str = ""
) -> tuple[str, ...]:
    """Bring the current release up to date with what *kept* says, and return the ids of what that took.

    With *everything*, what was published before is held against the release as well, which takes longer: for
    when an older release was made current again.

    Raises:
        AcquisError: one could not be published, that with the id *only_about* where it is given; all others
            were, or wait for the next time.
    """
    done: list[str] = []
    failed: list[tuple[str, AcquisError]] = []
    with _turn(releases_dir):
        steps = [(_publish, kept.with_status("accepted")), (_withdraw, _left(kept, releases_dir))]
        if everything:
            steps.append((_restate, kept.with_status("published", "superseded")))
        for step, submissions in steps:
            for one in submissions:
                try:
                    done += [one.id] if step(kept, one, releases_dir) else []
                except AcquisError as error:
                    failed.append((one.id, error))
    for name, fault in failed:
        if only_about in ("", name):
            raise fault
    return tuple(done)


@contextmanager
def _turn(releases_dir: Path) -> Iterator[None]:
    """Wait until nobody else settles: what one has read of the ledger must reach the release before more.

    Raises:
        ReleaseError: the folder of the releases cannot be written.
    """
    folder = releases_dir / _TURN
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise ReleaseError(
            f"Nothing can be written to {releases_dir}: {error.strerror}. See to it."
        ) from error
    with disk.held(folder):
        yield


def _publish(kept: Ledger, submission: Submission, releases_dir: Path) -> bool:
    """Publish *submission*, which is accepted, and note those that it takes the place of."""
    earlier = [kept.submission(one) for one in submission.supersedes]
    for one in earlier:
        if steps.allowed(one.status, "superseded"):
            kept.record(one.id, "superseded", account=None, data={"by": submission.id})
    made = _grow(kept, [submission, *earlier], releases_dir)
    kept.record(submission.id, "published", account=None, data={"release": made})
    return True


def _left(kept: Ledger, releases_dir: Path) -> list[Submission]:
    """Return the submissions that are withdrawn, and of which something is left in the release.

    The release is opened once for all of them, since they only become more.
    """
    withdrawn = kept.with_status("withdrawn")
    if not withdrawn:
        return []
    engine = _engine(releases_dir)
    graphs = ((one, publishing.graph_of(one.id)) for one in withdrawn)
    return [one for one, graph in graphs if next(engine.triples(graph=graph), None) is not None]


def _withdraw(kept: Ledger, submission: Submission, releases_dir: Path) -> bool:
    """Take *submission*, which is withdrawn, out of the release."""
    _grow(kept, [submission], releases_dir)
    return True


def _restate(kept: Ledger, submission: Submission, releases_dir: Path) -> bool:
    """Publish again *submission*, which was published, unless the release has all of it."""
    engine = _engine(releases_dir)
    wanted = _published(kept, submission, engine)
    if wanted is None or _holds(engine, wanted):
        return False
    publishing.publish(releases_dir, [wanted], kept.head())
    return True


def _holds(engine: Engine, wanted: Published) -> bool:
    """Return whether *engine* has all of *wanted*."""
    return all(
        one in engine.quads(one.subject, one.predicate, one.object) for one in (*wanted.quads, *wanted.meta)
    )


def _grow(kept: Ledger, submissions: Iterable[Submission], releases_dir: Path) -> str:
    """Let the current release say of *submissions* what the ledger does, and return its id."""
    engine = _engine(releases_dir)
    found = [_published(kept, one, engine) for one in submissions]
    return publishing.publish(releases_dir, [one for one in found if one is not None], kept.head()).id


def _engine(releases_dir: Path) -> Engine:
    return release.open_engine(release.current(releases_dir))


def _published(kept: Ledger, submission: Submission, engine: Engine) -> Published | None:
    """Return what everyone sees of *submission* by its events, None when it was never accepted."""
    events = kept.events(submission.id)
    accepted = _last(events, "accepted")
    if accepted is None:
        return None
    receipt = _receipt(submission, accepted=accepted.at, reviewer=accepted.name)
    found = publishing.view(_said(kept, submission), receipt, engine)
    if (event := _last(events, "superseded")) is not None:
        found = publishing.superseded(found, str(event.data["by"]), event.at)
    if (event := _last(events, "withdrawn")) is not None:
        successor = str(event.data.get("successor", ""))
        found = publishing.withdrawal(found, event.text, event.at, event.name, successor)
    return found


def _last(events: Sequence[Event], kind: str) -> Event | None:
    return next((one for one in reversed(events) if one.kind == kind), None)


def _receipt(submission: Submission, *, accepted: datetime, reviewer: str) -> Receipt:
    return Receipt(
        id=submission.id,
        received=submission.received,
        media_type=submission.media_type,
        size=submission.size,
        sha256=submission.sha256,
        shapes_version=submission.shapes_version,
        accepted=accepted,
        reviewer=reviewer,
    )
