"""Own the seeded generator of benchmark data that looks like the shipped graph: same terms, same proportions.

It must not read the shipped data, hold facts or know any store: what it yields is made up, line by line.
"""

from collections.abc import Iterable, Iterator
from itertools import count, islice
from random import Random

from acquis.vocab import ACQ, ID, SOURCE, VOC

__all__ = ["ROW", "generate"]

_Triple = tuple[str, str, str]

_STATES = 193
_TOPICS = 40
# Documents that cite and endorse one another only; bounds what one document comes to affirm.
ROW = 12
_LETTERS = "abcdefghijk"
_VERBS = {"recalls": "Recalling", "reaffirms": "Reaffirming", "welcomes": "Welcoming", "notes": "Noting"}
_MODALITIES = {"agreed": "agreed", "recommends": "recommended", "some-states-view": "voiced-by-some"}
_WORDS = ("States", "should", "cooperate", "in", "measures", "for", "security", "trust", "and", "capacity")
_SELDOM = ("ransomware", "attribution", "satellites", "hospitals", "elections", "telecommunications")
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_LABEL, _BROADER = f"<{_SKOS}prefLabel>", f"<{_SKOS}broader>"
_XSD = "http://www.w3.org/2001/XMLSchema#"


def generate(triples: int, seed: int) -> Iterator[str]:
    """Yield *triples* distinct N-Quads lines, one named graph a document, the same for the same *seed*.

    A smaller number gives the beginning of a larger one. What follows from a document does not depend on how
    many others there are, so the inferred graph grows as the data does.
    """
    return islice(_quads(seed), triples)


def _quads(seed: int) -> Iterator[str]:
    yield from _in_graph("bench-shared", _shared())
    for index in count():
        rng = Random(f"{seed}/{index}")
        yield from _in_graph(f"bench-{index}", _document(index, rng))


def _in_graph(slug: str, triples: Iterable[_Triple]) -> Iterator[str]:
    for subject, predicate, value in triples:
        yield f"{subject} {predicate} {value} <{SOURCE}{slug}> .\n"


def _shared() -> Iterator[_Triple]:
    for code in range(_STATES):
        yield from _item(_state(code), "State", f"State {code}")
        yield _state(code), _acq("iso3"), f'"{code:03}"'
    for code in range(_TOPICS):
        yield from _item(_id("topic", f"bench-{code}"), "LegalTopic", f"Topic {code}")
    for modality, standing in _MODALITIES.items():
        yield _voc("modality", modality), _BROADER, _voc("standing", standing)


def _document(index: int, rng: Random) -> Iterator[_Triple]:
    kinds = (
        ("Report", _report),
        ("Resolution", _resolution),
        ("Resolution", _resolution),
        ("NationalPosition", _position),
    )
    kind, content = kinds[index % len(kinds)]
    work, edition = _work(index), _edition(index)
    yield from _item(work, kind, f"{kind} {index}")
    yield work, _acq("adoptedOn"), f'"{1998 + index % 28}-12-{1 + index % 28:02}"^^<{_XSD}date>'
    yield from _item(edition, "Edition", f"Edition {index}")
    yield edition, _acq("symbol"), f'"B/{index}"'
    yield edition, _acq("realizes"), work
    yield from _paragraphs(index, rng)
    yield from content(index, rng)


def _paragraphs(index: int, rng: Random) -> Iterator[_Triple]:
    """Yield thirty paragraphs: ten numbered, each with a lettered one, each of those with a third level."""
    for number in range(1, 11):
        path, parent = "", _edition(index)
        for step in (str(number), "a", "i"):
            path = f"{path}.{step}" if path else step
            unit = _paragraph(index, path)
            yield unit, _TYPE, _acq("Paragraph")
            yield unit, _acq("number"), f'"{path}"'
            yield unit, _acq("standsIn"), parent
            yield unit, _acq("summary"), _sentence(rng)
            yield from _citation(index, unit, rng)
            parent = unit
        yield from _provision(parent, rng)


def _citation(index: int, unit: str, rng: Random) -> Iterator[_Triple]:
    """Yield a citation for every third unit, to a paragraph or an edition of the same row of documents."""
    if rng.randrange(3):
        return
    other = index - index % ROW + rng.randrange(ROW)
    target = rng.choice((_paragraph(other, f"{rng.randint(1, 10)}.a"), _edition(other)))
    verb, citation = rng.choice(tuple(_VERBS)), f"{unit[:-1]}/cite/1>"
    yield unit, _acq("hasCitation"), citation
    yield citation, _TYPE, _acq("Citation")
    yield citation, _acq("target"), target
    yield citation, _acq("function"), _voc("citation-function", verb)
    yield citation, _acq("verb"), f'"{_VERBS[verb]}"'
    yield citation, _acq("locator"), f'"B/{other}"'
    yield citation, _acq("checked"), _voc("checked", "text")


def _provision(unit: str, rng: Random) -> Iterator[_Triple]:
    provision = f"{unit[:-1]}/p/1>"
    yield provision, _TYPE, _acq("Provision")
    yield provision, _acq("statedIn"), unit
    yield provision, _acq("modality"), _voc("modality", rng.choice(tuple(_MODALITIES)))
    yield provision, _acq("about"), _id("topic", f"bench-{rng.randrange(_TOPICS)}")


def _report(index: int, rng: Random) -> Iterator[_Triple]:
    """Yield a set of eleven norms worded in this report, and its endorsement of the document before it."""
    yield from _endorsement(index)
    for place, letter in enumerate(_LETTERS):
        norm = _id("norm", f"bench-{index}/{letter}")
        yield from _item(norm, "Norm", f"Norm {letter} of {index}")
        yield norm, _acq("letter"), f'"{letter}"'
        yield norm, _acq("summary"), _sentence(rng)
        yield norm, _acq("wordedIn"), _paragraph(index, f"{1 + place % 10}.a{'.i' if place == 10 else ''}")
        yield norm, _acq("guidanceIn"), _paragraph(index, str(1 + (place + 5) % 10))


def _resolution(index: int, rng: Random) -> Iterator[_Triple]:
    """Yield an endorsement, sponsors, and for every second resolution a recorded vote."""
    work = _work(index)
    yield from _endorsement(index)
    states = rng.sample(range(_STATES), _STATES)
    for code in states[:25]:
        yield work, _acq("sponsor" if code % 5 else "additionalSponsor"), _state(code)
    if index % 4 == 1:
        for place, code in enumerate(states):
            answer = "against" if place < 8 else "abstained" if place < 24 else "inFavour"
            yield work, _acq(answer), _state(code)


def _endorsement(index: int) -> Iterator[_Triple]:
    if index % ROW:
        before = index - 2 if index % 4 == 0 else index - 1
        yield _work(index), _acq("endorses" if index % 3 else "callsToBeGuidedBy"), _work(before)


def _position(index: int, rng: Random) -> Iterator[_Triple]:
    """Yield ten stances of one State, each with its evidence."""
    state, work = _state(rng.randrange(_STATES)), _work(index)
    yield work, _acq("issuer"), state
    for topic in rng.sample(range(_TOPICS), 10):
        stance = _id("stance", f"bench-{index}/{topic}")
        evidence = f"{stance[:-1]}/evidence/1>"
        yield stance, _TYPE, _acq("Stance")
        yield stance, _acq("issuer"), state
        yield stance, _acq("onTopic"), _id("topic", f"bench-{topic}")
        yield stance, _acq("stanceValue"), _voc(f"stance/bench-{topic}", f"value-{rng.randrange(4)}")
        yield stance, _acq("inPosition"), work
        yield stance, _acq("checked"), _voc("checked", "page")
        yield stance, _acq("evidence"), evidence
        yield evidence, _TYPE, _acq("Evidence")
        yield evidence, _acq("sourceUnit"), _paragraph(index, f"{rng.randint(1, 10)}.a")
        yield evidence, _acq("locator"), f'"para {topic}"'


def _item(subject: str, kind: str, label: str) -> Iterator[_Triple]:
    yield subject, _TYPE, _acq(kind)
    yield subject, _LABEL, f'"{label}"@en'


def _sentence(rng: Random) -> str:
    """Return twelve words; about one sentence of fifty ends with a word that few have."""
    words = rng.choices(_WORDS, k=12)
    if not rng.randrange(50):
        words[-1] = rng.choice(_SELDOM)
    return f'"{" ".join(words)}."@en'


def _acq(name: str) -> str:
    return f"<{ACQ}{name}>"


def _voc(scheme: str, code: str) -> str:
    return f"<{VOC}{scheme}/{code}>"


def _id(kind: str, slug: str) -> str:
    return f"<{ID}{kind}/{slug}>"


def _state(code: int) -> str:
    return _id("state", f"{code:03}")


def _work(index: int) -> str:
    return _id("work", f"bench-{index}")


def _edition(index: int) -> str:
    return _id("edition", f"bench-{index}")


def _paragraph(index: int, path: str) -> str:
    return _id("edition", f"bench-{index}/para/{path}")
