"""Make a demonstration: a folder with a release and a ledger of its own, in which fictional States hand in.

It must not touch any other release or ledger, nor do anything with a submission but through `acquis.intake`.
The story stands in `shapes/submissions/demo`; what comes of it says in its manifest, in the graph of metadata
and on each page that it is a demonstration.
"""

import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from acquis import intake, ledger, publishing, resources
from acquis.config import Settings
from acquis.engine import Literal, NamedNode, Quad, parse
from acquis.errors import Conflict
from acquis.pool import VALIDATE, Answer, Inline, Job
from acquis.releases import grown, release
from acquis.releases.release import Release
from acquis.vocab import ACQ, ID, LICENCE, META, NEW, PREFIXES, SOURCE, VOC

__all__ = ["Demonstration", "MARK", "READER", "make"]

# The entry of a manifest that says that a release is a demonstration, with what its pages say.
MARK = "demonstration"
# The State that whoever tries the demonstration speaks for.
READER = "XAA"

_SAYS = (
    "This is a demonstration: the States called fictional do not exist, and all that they handed in is"
    " invented."
)
_GRAPH = SOURCE + MARK
_TURTLE = "text/turtle"
_DAYS = 30
_SECRET = 0o600


@dataclass(frozen=True)
class Demonstration:
    """What was made in `folder`: the settings to serve it, its release, and how many submissions it has.

    `tokens` are the files with the token of a submitter, who speaks for READER, and of a reviewer.
    """

    settings: Settings
    release: Release
    submissions: int
    tokens: tuple[Path, Path]


def make(folder: Path, settings: Settings, step: Callable[[str], None] = lambda name: None) -> Demonstration:
    """Make a demonstration in *folder* out of the current release of *settings*; *step* hears what comes.

    Raises:
        AcquisError: the story could not be told; *folder* then holds as much as was.
        Conflict: *folder* holds something already.
        ReleaseError: there is no current release, or it cannot be read.
    """
    source = release.current(settings.releases_dir)
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty: name a folder that is not there yet.")
    folder = folder.absolute()
    kept_in = f"sqlite:///{folder / 'ledger' / 'ledger.sqlite'}"
    chosen = replace(settings, releases_dir=folder / "releases", ledger_url=kept_in)
    step("Copy the release")
    _copy(source, chosen.releases_dir)
    step("Add fictional States")
    publishing.grow(chosen.releases_dir, add={_GRAPH: list(_world())}, meta=list(_about()))
    with ledger.open(chosen) as kept:
        tokens = _Story(chosen, kept, step).tell()
        count = sum(kept.counts().values())
    submitter, reviewer = (folder / f"{role}.token" for role in ledger.ROLES)
    for path, token in zip((submitter, reviewer), tokens, strict=True):
        _write(path, token)
    return Demonstration(chosen, release.current(chosen.releases_dir), count, (submitter, reviewer))


class _Story:
    """The telling of the story under *settings* in the ledger *kept*."""

    def __init__(self, settings: Settings, kept: ledger.Ledger, step: Callable[[str], None]) -> None:
        self._settings, self._ledger, self._step = settings, kept, step
        self._intake = intake.Intake(settings, kept, self._run)
        self._told: dict[str, str] = {}

    def tell(self) -> tuple[str, str]:
        """Tell all of it, and return the tokens of the submitter of READER and of the reviewer."""
        story = tomllib.loads((_folder() / "story.toml").read_text("utf-8"))
        issued = {
            code: self._ledger.issue(name, "submitter", code, _DAYS)
            for code, name in story["submitters"].items()
        }
        token, reviewer = self._ledger.issue(story["reviewer"], "reviewer", "", _DAYS)
        for entry in story["submission"]:
            self._step(f"Hand in {entry['file']}")
            code = entry["file"].partition("-")[0].upper()
            self._one(entry, issued[code][1], reviewer)
        return issued[READER][0], token

    def _one(self, entry: dict[str, Any], submitter: ledger.Account, reviewer: ledger.Account) -> None:
        """Hand in one document and take the steps that *entry* names."""
        data = (_folder() / entry["file"]).read_bytes()
        if earlier := entry.get("supersedes"):
            data += f"\n<{NEW}> <{ACQ}supersedes> <{ID}submission/{self._told[earlier]}> .\n".encode()
        found = self._intake.hand_in(submitter, data, _TURTLE).submission.id
        self._told[entry["file"]] = found
        if comment := entry.get("comment"):
            self._intake.act(reviewer, "comment", found, text=comment)
        if entry["decision"]:
            self._intake.act(reviewer, entry["decision"], found, text=entry.get("text", ""))
        if reason := entry.get("withdraw"):
            self._intake.act(submitter, "withdraw", found, text=reason)

    def _run(self, document: bytes, media_type: str, issuer: str) -> Answer:
        engine = release.open_engine(release.current(self._settings.releases_dir))
        job = Job("", media_type, values={"issuer": issuer}, task=VALIDATE, document=document)
        return Inline(engine).run(job)


def _folder() -> Path:
    return resources.folder("shapes") / "submissions" / "demo"


def _world() -> Iterator[Quad]:
    """Yield who the fictional States are."""
    for path in (_folder().parent / "examples" / "states.ttl", _folder() / "world.ttl"):
        yield from parse(path.read_bytes(), _TURTLE, path=path, graph=_GRAPH)


def _about() -> Iterator[Quad]:
    """Yield what the graph of metadata says of the graph of the fictional States."""
    dcterms = PREFIXES["dcterms"]
    said = (
        (PREFIXES["rdf"] + "type", NamedNode(PREFIXES["prov"] + "Entity")),
        (ACQ + "reviewStatus", NamedNode(VOC + "review-status/edited")),
        (dcterms + "title", Literal("Demonstration: fictional States", language="en")),
        (dcterms + "description", Literal(_SAYS, language="en")),
        (dcterms + "license", NamedNode(LICENCE)),
    )
    for term, value in said:
        yield Quad(NamedNode(_GRAPH), NamedNode(term), value, NamedNode(META))


def _copy(source: Release, releases_dir: Path) -> None:
    """Make *source*, marked, the current release of *releases_dir*; files are shared where they can be."""
    target = releases_dir / source.id
    shutil.copytree(source.path, target, copy_function=_link)
    manifest = source.manifest | {MARK: _SAYS}
    data = grown.sealed(manifest) if grown.is_grown(manifest) else json.dumps(manifest, indent=2).encode()
    # The linked file is also that of the source, so it is never written to.
    (target / "manifest.json").unlink()
    (target / "manifest.json").write_bytes(data)
    release.swap(release.read(target), releases_dir)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _write(path: Path, token: str) -> None:
    """Write *token* into a file that only its owner reads."""
    path.touch(_SECRET)
    path.write_text(token + "\n", "utf-8")
