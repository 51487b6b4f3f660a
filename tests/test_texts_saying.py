"""Who says a paragraph and how strongly.

The rules are tried on sentences of our own in cases/texts/saying and, where it is beside the checkout, on the
zero draft. A careful reader judged its 117 paragraphs; cases/texts/differing/saying.toml has each difference.
"""

import csv
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acquis.engine import NamedNode
from acquis.sources import load, paths
from acquis.texts.model import Unit
from acquis.texts.reading import read
from acquis.texts.saying import said
from acquis.texts.saying.rules import rules
from acquis.vocab import PREFIXES
from checkout import ROOT
from references import source
from sayings import read_case, told

CASES = Path(__file__).parent / "cases" / "texts" / "saying"
SOURCES = ROOT.parent / "shared" / "sources"
FACTS = ROOT.parent / "shared" / "facts"
real = pytest.mark.skipif(
    not (SOURCES.is_dir() and FACTS.is_dir()),
    reason="the source texts and facts are not beside this checkout (../shared)",
)


def cases() -> list[Any]:
    """Return every case, named by file and name."""
    return [
        pytest.param(case, id=f"{path.stem}-{case['name']}")
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


@pytest.mark.parametrize("case", cases())
def test_a_paragraph_says(case: dict[str, Any]) -> None:
    """Each paragraph has the modalities beside it, with rule, words, and whether that is sure."""
    assert told(read_case(case)) == case["says"]


@pytest.mark.parametrize("case", cases())
def test_the_words_stand_where_they_are_said_to(case: dict[str, Any]) -> None:
    """The words that a saying rests on stand at its offsets, in the paragraph or above it."""
    texts = {"sec/a": case.get("heading", "Lamps")}
    texts |= {path: case["above"] for path in ("para/2", "op/1") if "above" in case}
    for one in read_case(case):
        assert texts.get(one.within, case["text"])[one.start : one.end] == one.words


def test_every_modality_is_one_of_the_scheme() -> None:
    """The rules give codes that voc/modality has, and each rule has its reason."""
    scheme = {
        quad.subject.value.removeprefix(PREFIXES["modality"])
        for source in load(paths())
        for quad in source.quads
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(PREFIXES["modality"])
    }
    table = rules()
    every = [*table.headings, *table.told, *table.while_said, *table.leads, *table.earlier]
    assert {one.modality for one in every} <= scheme
    assert all(one.reason for one in every)


def test_a_text_in_another_language_has_no_sayings() -> None:
    """The table is of English words: nothing is said of other languages."""
    text = replace(source(Unit("pp/1", "paragraph", "", "1", "", "Rappelant les lampes,")), language="fr")
    assert said(text) == ()


@real
def test_the_zero_draft() -> None:
    """The first modality agrees with the facts in 9 of 10 paragraphs; every difference is told."""
    ours: dict[str, list[str]] = {}
    for one in said(read(SOURCES / "oewg-zero-draft.txt")):
        ours.setdefault(one.unit, []).append(one.modality)
    with (FACTS / "framework" / "paragraphs_oewg2021.csv").open(encoding="utf-8", newline="") as file:
        theirs = {f"para/{row['number']}": row["modalities_all"].split(";") for row in csv.DictReader(file)}
    agreed = [path for path, many in theirs.items() if ours[path][0] == many[0]]
    assert len(theirs) == 117
    assert len(agreed) >= 0.9 * len(theirs)
    table = tomllib.loads((CASES.parent / "differing" / "saying.toml").read_text("utf-8"))["difference"]
    known = {one["unit"]: (one["ours"], one["theirs"]) for one in table}
    differ = {
        path: (ours[path], many)
        for path, many in theirs.items()
        if ours[path][0] != many[0] or set(ours[path]) != set(many)
    }
    assert differ == known


@real
def test_all_modalities_of_the_zero_draft() -> None:
    """Of all modalities, not only the first, 85 % of ours are in the facts and 95 % of theirs are found."""
    ours = {
        (int(number[1]), one.modality)
        for one in said(read(SOURCES / "oewg-zero-draft.txt"))
        if (number := re.fullmatch(r"para/(\d+)", one.unit))
    }
    with (FACTS / "framework" / "paragraphs_oewg2021.csv").open(encoding="utf-8", newline="") as file:
        theirs = {
            (int(row["number"]), one)
            for row in csv.DictReader(file)
            for one in row["modalities_all"].split(";")
        }
    assert len(ours & theirs) >= 0.85 * len(ours)
    assert len(ours & theirs) >= 0.95 * len(theirs)
