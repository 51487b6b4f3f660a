"""Ask HermiT, a complete OWL 2 DL reasoner, about a graph: the judge of our own rules and checks.

It must not be used on what strangers hand in, for a reasoner has no time limit, nor read from the network.
"""

import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import owlready2  # type: ignore[import-untyped]

from acquis.checks.finding import Finding
from acquis.errors import AcquisError
from acquis.vocab import PREFIXES

__all__ = ["dl_findings", "inferred_by_hermit"]

_Triple = tuple[str, str, str]

# owlready2 0.51 ships HermiT but always has it classify each individual, which took 157 s on 13,000 triples;
# asking the same archive for consistency alone took 8 s.
_FOLDER = Path(owlready2.__file__).parent / "hermit"
_HERMIT = ("-cp", f"{_FOLDER}:{_FOLDER / 'HermiT.jar'}", "org.semanticweb.HermiT.cli.CommandLine")
# Quick compilation and one collector suit runs of seconds: the ontology alone takes 0.9 s instead of 1.6 s.
_JAVA = ("-Xmx4g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
# xsd:date is not in the OWL 2 datatype map, and HermiT would refuse any graph that has one.
_OPTIONS = ("--ignoreUnsupportedDatatypes",)
_INCONSISTENT = "InconsistentOntologyException"
_UNREAD = "It all went pear-shaped"  # what HermiT prints of a file that is no graph, to end with success
_OWL, _RDF = PREFIXES["owl"], PREFIXES["rdf"]
_TYPE = f"<{_RDF}type>"
_SUB_PROPERTY = f"<{PREFIXES['rdfs']}subPropertyOf>"
_NAME = "<urn:acquis:unique-name>"


def dl_findings(ntriples: bytes) -> list[Finding]:
    """Return an error if the ontology and data in *ntriples* contradict each other, otherwise nothing.

    Individuals with different IRIs count as different wherever a property allows only one.

    Raises:
        AcquisError: there is no Java, or HermiT cannot read the graph.
    """
    lines = _lines(ntriples)
    text = "\n".join([*lines, *_unique_names(lines)])
    if _INCONSISTENT not in _run(text, "--consistency"):
        return []
    message = (
        "Ontology and data contradict each other: correct what the other checks name; where they name "
        "nothing, leave out one file after another to find the one at fault."
    )
    return [Finding("error", "consistency", None, "", message)]


def inferred_by_hermit(ntriples: bytes) -> set[_Triple]:
    """Return the types and object property values (IRIs) that follow for the individuals in *ntriples*.

    What is stated is among what follows. HermiT names only the most specific classes of an individual and
    properties of a pair; the wider ones are added. That each is an owl:Thing goes without saying.

    Raises:
        AcquisError: there is no Java, HermiT cannot read the graph, or the graph is inconsistent.
    """
    lines = _lines(ntriples)
    output = _run("\n".join(lines), "--classify", "--classifyOPs", "--classifyIs", "--classifyPVs")
    if _INCONSISTENT in output:
        raise AcquisError(
            "Nothing can be inferred from a graph that contradicts itself: run dl_findings first."
        )
    return set(_widened(_printed(output), _wider(output, lines)))


def _lines(ntriples: bytes) -> list[str]:
    """Return the triples without imports, which HermiT would fetch."""
    return [line for line in ntriples.decode().splitlines() if f"<{_OWL}imports>" not in line]


def _unique_names(lines: list[str]) -> Iterator[str]:
    """Yield triples that keep apart the values of functional properties, for OWL has no unique names.

    Each value gets a name of its own under a functional property, so that two of them cannot be one thing.
    The usual way, `owl:AllDifferent`, has a reasoner compare every pair.
    """
    kind = f"{_TYPE} <{_OWL}FunctionalProperty>"
    triples = [line.split(" ", 2) for line in lines]
    functional = {line.split(" ", 1)[0] for line in lines if kind in line}
    values = {value[:-2] for _, term, value in triples if term in functional and value.startswith("<")}
    yield f"{_NAME} {kind} ."
    yield f"{_NAME} {_TYPE} <{_OWL}DatatypeProperty> ."
    yield from (f'{value} {_NAME} "{value[1:-1]}" .' for value in sorted(values))


def _run(text: str, *actions: str) -> str:
    """Return what HermiT prints on the N-Triples *text*."""
    java = shutil.which("java")
    if java is None:
        raise AcquisError("HermiT needs Java: install a JRE 11 or later, or leave out --dl.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nt"
        path.write_text(text, "utf-8")
        command = [java, *_JAVA, *_HERMIT, *actions, *_OPTIONS, path.as_uri()]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    output = run.stdout + run.stderr
    if _UNREAD in output or (run.returncode and _INCONSISTENT not in output):
        reason = output.partition("\n\tat ")[0].strip()[:500]
        raise AcquisError(f"HermiT could not read the graph: correct its syntax or axioms. {reason}")
    return output


def _printed(output: str) -> Iterator[_Triple]:
    """Yield the triples in the lines `Type( <s> <class> )` and `<property> (known instances: (<s>, <o>)`."""
    for individual, kind in re.findall(r"^Type\( <([^>]+)> <([^>]+)> \)", output, re.MULTILINE):
        if not kind.startswith(_OWL):
            yield individual, f"{_RDF}type", kind
    for term, known in re.findall(r"^<([^>]+)> \(known instances: (.*?)\| possible", output, re.MULTILINE):
        for subject, value in re.findall(r"\(<([^>]+)>, <([^>]+)>\)", known):
            yield subject, term, value


def _wider(output: str, lines: Iterable[str]) -> dict[str, set[str]]:
    """Return the next wider classes and properties: printed for classes, stated for properties.

    HermiT prints one of several equal properties, and that may be an inverse.
    """
    pairs = re.findall(r"^SubClassOf\( <([^>]+)> <([^>]+)> \)", output, re.MULTILINE)
    for line in lines:
        narrow, term, wide = line.split(" ", 2)
        if term == _SUB_PROPERTY:
            pairs.append((narrow[1:-1], wide[1:-3]))
    wider: dict[str, set[str]] = defaultdict(set)
    for narrow, wide in pairs:
        wider[narrow].add(wide)
    return wider


def _widened(triples: Iterable[_Triple], wider: dict[str, set[str]]) -> Iterator[_Triple]:
    for subject, term, value in triples:
        is_type = term == f"{_RDF}type"
        for name in _closure(value if is_type else term, wider):
            yield (subject, term, name) if is_type else (subject, name, value)


def _closure(name: str, wider: dict[str, set[str]]) -> set[str]:
    found, rest = {name}, [name]
    while rest:
        new = wider.get(rest.pop(), set()) - found
        found |= new
        rest.extend(new)
    return found
