"""Run every check over the source files and give back what they found, with the graph that was checked.

It must not write anything and knows no rule: the rules stand in `acquis.checks`, `shapes/` and `queries/`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from acquis import resources, sources, turtle
from acquis.checks import axioms, identifiers, library, ontology, rdf, reasoner, shapes
from acquis.checks.finding import Finding
from acquis.engine import Engine, NamedNode, Quad
from acquis.engine.inference import entail
from acquis.errors import InvalidData
from acquis.rules import Rule, compile_rules
from acquis.sources import Source
from acquis.vocab import INFERRED, META

__all__ = ["Begun", "Report", "begun", "run"]

_AXIOMS = "ontology/acquis.ttl"


@dataclass(frozen=True)
class Report:
    """What the checks found, the quads `stated` in sources, and those `inferred` from them by `rules`.

    `engine` holds both, None where a file does not parse.
    """

    findings: tuple[Finding, ...]
    stated: tuple[Quad, ...] = ()
    inferred: tuple[Quad, ...] = ()
    rules: tuple[Rule, ...] = ()
    engine: Engine | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep a graph from being released."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


class Begun:
    """Checks of which the longest part goes on beside, while others build upon what is known already."""

    def __init__(
        self, report: Report, read: Sequence[Source] = (), core: "Future[list[Finding]] | None" = None
    ) -> None:
        self._report, self._read, self._core = report, read, core

    def taken(self) -> Report:
        """Return the report as it is by now; its graph is then not held here any more."""
        found, self._report = self._report, Report(self._report.findings)
        return found

    def done(self) -> Report:
        """Return the report with all findings, once there are, with its graph unless that was taken."""
        found = [*self._report.findings, *(self._core.result() if self._core else ())]
        return replace(self._report, findings=tuple(_located(found, self._read)))


def run(files: Sequence[tuple[str, Path]], *, leave_out: Iterable[str] = (), dl: bool = False) -> Report:
    """Return the report on *files* (name and path); *dl* adds the slow proof of consistency by HermiT.

    A file that does not parse ends the run, because nothing after it could be trusted.

    Raises:
        AcquisError: *dl* without Java, an unknown graph in *leave_out*, or a check that is itself broken.
    """
    with begun(files, leave_out=leave_out, dl=dl) as going:
        return going.done()


@contextmanager
def begun(
    files: Sequence[tuple[str, Path]], *, leave_out: Iterable[str] = (), dl: bool = False
) -> Iterator[Begun]:
    """Begin what `run` does, and go on while the core constraints of the shapes are still being checked.

    Raises:
        AcquisError: see `run`.
    """
    chosen = sources.without(files, leave_out)
    # By far the longest part, so it has a core to itself. A spawned process reads the files again: handing it
    # the quads would take longer, and forking is not safe where a terminal shows progress in a thread.
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        core = pool.submit(_core_findings, chosen, resources.folder("shapes"))
        read, broken = _read(chosen)
        yield Begun(Report(tuple(broken))) if broken else Begun(_report(read, dict(files), dl=dl), read, core)


def _report(read: Sequence[Source], files: Mapping[str, Path], *, dl: bool) -> Report:
    """Return the report on the sources *read*, but for the core constraints of the shapes."""
    terms = turtle.load(files[_AXIOMS])
    stated = [quad for source in read for quad in source.quads]
    rules = compile_rules(terms)
    # Nothing follows from words, so none are read for what does.
    inferred = entail((q for q in stated if not sources.is_words(q.graph_name)), rules, INFERRED)
    engine = Engine.from_quads(stated)
    found = _stated_findings(engine, terms)
    engine = engine.grown(inferred)
    found += axioms.contradictions(engine, terms)
    found += reasoner.dl_findings(_ntriples([*stated, *inferred])) if dl else []
    return Report(tuple(found), tuple(stated), tuple(inferred), rules, engine)


def _read(files: Iterable[tuple[str, Path]]) -> tuple[list[Source], list[Finding]]:
    """Return the sources that parse, and a finding for each that does not."""
    read: list[Source] = []
    broken: list[Finding] = []
    for name, path in files:
        try:
            read.append(sources.read(name, path))
        except InvalidData as error:
            broken.append(Finding("error", "syntax", name, "", str(error)))
    return read, broken


def _core_findings(files: Sequence[tuple[str, Path]], folder: Path) -> list[Finding]:
    """Return what the core constraints of the shapes in *folder* find in *files*."""
    constraints = shapes.load(folder)
    seen = shapes.terms(constraints)
    # One file after the other: of all that they say only a part is needed.
    quads = (quad for name, path in files for quad in sources.read(name, path).quads)
    return shapes.core_findings(rdf.graph(q for q in quads if q.predicate.value in seen), constraints)


def _stated_findings(engine: Engine, terms: rdf.Graph) -> list[Finding]:
    """Return the faults of what people wrote, before anything is inferred from it."""
    return [
        *ontology.findings(terms),
        *library.findings(engine, resources.folder("queries")),
        *identifiers.findings(engine),
        *shapes.constraint_findings(engine, shapes.load(resources.folder("shapes"))),
    ]


def _ntriples(quads: list[Quad]) -> bytes:
    """Return the stated part of *quads*, metadata apart, for a reasoner that infers for itself."""
    left_out = {NamedNode(META), NamedNode(INFERRED)}
    lines = {f"{quad.triple} .\n" for quad in quads if quad.graph_name not in left_out}
    return "".join(sorted(lines)).encode()


def _located(findings: Iterable[Finding], read: Iterable[Source]) -> Iterator[Finding]:
    """Yield *findings* in order of file and subject, each with the file that describes its subject."""
    files: dict[str, str] = {}
    for source in read:
        for quad in source.quads:
            files.setdefault(getattr(quad.subject, "value", ""), source.name)
    located = (replace(found, file=found.file or files.get(found.subject)) for found in findings)
    yield from sorted(
        set(located), key=lambda found: (found.file or "", found.subject, found.rule, found.message)
    )
