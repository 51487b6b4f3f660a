"""The data hold every row of every table of facts, column by column, as cases/facts.toml says.

It must not share code with whatever wrote the data: a value is looked for in the graph, never made.
"""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from acquis import sources
from acquis.engine import Engine
from acquis.vocab import BASE
from checkout import ROOT

FACTS = ROOT.parent / "shared" / "facts"
TABLES: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/cases/facts.toml").read_text("utf-8"))["table"]
Row = dict[str, str]

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the tables of facts are not beside this checkout (../shared/facts)"
)

OEWG = {"oewg-1": "oewg-2019-2021", "oewg-2": "oewg-2021-2025"}
PROCESSES = {**OEWG, "oewg-1-intersessional-2019": "oewg-2019-2021-intersessional-2019"}
WORKS = {"a-75-816": "oewg-2021-report"}
ORIGINATORS = {
    "Open-ended Working Group (2019-2021)": "id/process/oewg-2019-2021",
    "Open-ended Working Group (2021-2025)": "id/process/oewg-2021-2025",
}
SHORT_NAMES = {
    "United Kingdom": "United Kingdom of Great Britain and Northern Ireland",
    "United States": "United States of America",
    "Netherlands": "Netherlands (Kingdom of the)",
}
# The one locator that its source prints wrongly; the fact table adds what is probably meant.
PRINTED = {"annex II para 29 (as printed; probably meant annex I para 56)": "annex II para 29"}


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Return the graph of the sources as written, with nothing inferred."""
    return Engine.from_quads(quad for source in sources.load(sources.paths()) for quad in source.quads)


def rows(name: str) -> list[Row]:
    """Return the rows of one table."""
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DOCS = {row["symbol"]: row["id"] for row in rows("framework/documents.csv")} if FACTS.is_dir() else {}
ISO3 = {row["name"]: row["iso3"] for row in rows("positions/states.csv")} if FACTS.is_dir() else {}
BODIES = {row["id"]: row["kind"] for row in rows("positions/bodies.csv")} if FACTS.is_dir() else {}
KINDS = {row["id"]: row["kind"] for row in rows("framework/processes.csv")} if FACTS.is_dir() else {}


def slug(text: str) -> str:
    """Return *text* in lower case, all but letters and figures as hyphens."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def doc(text: str) -> str:
    """Return the id of a document by its symbol."""
    return DOCS.get(text) or ("arf-work-plan-2015" if "Work Plan 2015" in text else slug(text))


def pin(text: str) -> str:
    """Return a printed number as it stands in an address: 13 (c) as 13.c."""
    return re.sub(r"\s*\((\w+)\)", r".\1", text.strip())


def actor(text: str) -> str:
    """Return the address of a State, group or body by its id."""
    observers = {"HOLY-SEE": "id/state/VAT", "STATE-OF-PALESTINE": "id/state/PSE"}
    groups = {"regional organization", "informal group", "intergovernmental organization"}
    if BODIES.get(text) in groups:
        return f"id/group/{text}"
    return observers.get(text) or (f"id/state/{text}" if len(text) == 3 else f"id/body/{slug(text)}")


def process(text: str) -> str:
    """Return the address of a process or body by its id in the table of processes."""
    bodies = {"main committee", "UN body", "UN office", "research institute"}
    return f"id/{'body' if KINDS.get(text) in bodies else 'process'}/{slug(PROCESSES.get(text, text))}"


def heading(text: str) -> str:
    """Return the slug of a subject without what the table adds to its label."""
    return slug(re.sub(r" <[^>]*>| \(IRI by label\)", "", text))


def place(row: Row) -> str:
    """Return the address of a paragraph within its resolution."""
    return f"{'pp' if row['kind'] == 'preambular' else 'op'}/{pin(row['number'])}"


def audited(row: Row) -> str:
    """Return the three columns that name what was audited as one text."""
    parts = f"{row['fact_base_file']}: {row['relation_or_column']}"
    return f"{parts}, {row['fact_base_locator']}" if row["fact_base_locator"] else parts


def filled(form: str, text: str, row: Row) -> str:
    """Return *form* with each {name} replaced by what the function of that name makes of *text* or *row*."""
    makers = {
        "": lambda: text,
        "actor": lambda: actor(text),
        "audited": lambda: audited(row),
        "capital": lambda: text[:1].upper() + text[1:],
        "consensus": lambda: str(text == "consensus").lower(),
        "doc": lambda: doc(text),
        "function": lambda: "takes-note-of" if text == "takesNoteOf" else slug(text),
        "heading": lambda: heading(text),
        "iso3": lambda: ISO3.get(text) or ISO3.get(SHORT_NAMES.get(text, ""), "none"),
        "iso3-note": lambda: f"{row['iso3']}: {text}.",
        "letter": lambda: text.removeprefix("norm-"),
        "letter-or-all": lambda: "a" if text == "*" else text,
        "lower": lambda: text.lower(),
        "originator": lambda: ORIGINATORS.get(text) or f"id/body/{slug(text)}",
        "pin": lambda: pin(text),
        "printed": lambda: PRINTED.get(text, text),
        "process": lambda: process(text),
        "slug": lambda: slug(text),
        "work": lambda: f"id/work/{WORKS.get(doc(text), doc(text))}",
    }
    named = re.sub(r"\{row:(\w+)\}", lambda found: row[found[1]], form)
    return re.sub(r"\{([\w-]*)\}", lambda found: makers[found[1]](), named)


def subject(template: str, row: Row) -> str:
    """Return the IRI of the node for *row*; ids of positions and papers stand in lower case."""
    special = {
        "{process:id}": lambda: process(row["id"]),
        "{actor:id}": lambda: actor(row["id"]),
        "id/work/{context}": lambda: "id/work/a-res-" + row["context"].split(" ")[1].replace("/", "-"),
    }
    if template in special:
        return BASE + special[template]()
    values = {
        **row,
        "doc:symbol": doc(row.get("symbol", "")),
        "place": place(row) if "lead_verbs" in row else "",
    }
    for name in ("id", "position_id"):
        if name in values and template.startswith(("id/position/", "id/stance/", "id/work/")):
            values[name] = values[name].lower()
    return BASE + re.sub(r"\{([\w:]+)\}", lambda found: values[found[1]], template)


def pieces(split: str, text: str) -> list[str]:
    """Return the single values that *text* holds by the way it is split."""
    if split == "range":
        return list(ranges(text))
    if split == "span":
        ends = [int(end) for end in text.split("-")]
        return [str(number) for number in range(ends[0], ends[-1] + 1)]
    parts = re.split({"bar": r"\|", "+": r"\+", ";": r"; ?"}[split], text)
    return [part.strip() for part in parts if part.strip()]


def ranges(text: str) -> Iterator[str]:
    """Yield each number of "19-21", "28 (a)-(b)" or "70;71 (a)"; words in brackets are no number."""
    for part in re.sub(r"\(norm.*", "", text).split(";"):
        letters = re.fullmatch(r"(\d+) \((\w)\)-\((\w)\)", part.strip())
        numbers = re.fullmatch(r"(\d+)-(\d+)", part.strip())
        if letters:
            span = range(ord(letters[2]), ord(letters[3]) + 1)
            yield from (f"{letters[1]} ({chr(code)})" for code in span)
        elif numbers:
            yield from (str(number) for number in range(int(numbers[1]), int(numbers[2]) + 1))
        else:
            yield part.strip()


def pattern(alternative: str, text: str, row: Row, number: int) -> str:
    """Return SPARQL that holds where *text* stands at the end of the path of *alternative*."""
    votes = {"yes": "acq:inFavour", "no": "acq:against", "abstain": "acq:abstained"}
    sponsors = {"sponsor": "acq:sponsor", "additional": "acq:additionalSponsor"}
    path, form = alternative.split(" ", 1)
    path = votes[row["vote"]] if path == "{vote:vote}" else path
    path = sponsors[row["kind"]] if path == "{sponsor:kind}" else path
    value = filled(form, text, row)
    if re.match(r"id/|voc/|\{(actor|originator|process|work)\}", form):
        return f"?s {path} <{BASE}{value}> ."
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'?s {path} ?v{number} . FILTER(STR(?v{number}) = "{escaped}")'


def wanted(rule: str, text: str, row: Row, number: int) -> Iterator[str]:
    """Yield a SPARQL group for each value that the column must have."""
    if not text or rule.startswith("skipped:"):
        return
    split, _, forms = rule.rpartition(" | ")
    for part in pieces(split, text) if split else [text]:
        arms = (pattern(alternative, part, row, number) for alternative in forms.split(" or "))
        yield " UNION ".join(f"{{ {arm} }}" for arm in arms)


def columns(table: dict[str, Any]) -> dict[str, str]:
    """Return column and rule of *table*, with those of the table it is like."""
    likes: list[dict[str, str]] = [other["columns"] for other in TABLES if other["file"] == table.get("like")]
    like = likes[0] if likes else {}
    return {**like, **table["columns"]}


def chosen(table: dict[str, Any]) -> list[Row]:
    """Return the rows of *table* that it is about."""
    only, unless = table.get("only", {}), table.get("unless", {})
    return [
        row
        for row in rows(table["file"])
        if all(row[name] == value for name, value in only.items())
        and not (unless and all(row[name] == value for name, value in unless.items()))
    ]


def groups(table: dict[str, Any], row: Row) -> list[tuple[str, str]]:
    """Return (column, SPARQL group) for every value of *row*."""
    rules = columns(table).items()
    return [
        (name, group) for n, (name, rule) in enumerate(rules) for group in wanted(rule, row[name], row, n)
    ]


@pytest.mark.parametrize("table", [t for t in TABLES if "subject" in t], ids=lambda table: table["file"])
def test_every_value_stands_at_its_node(engine: Engine, table: dict[str, Any]) -> None:
    """Each value of each row is found at the node that the row is about."""
    missing = [
        (subject(table["subject"], row), name, row[name])
        for row in chosen(table)
        for name, group in groups(table, row)
        if not engine.query(f"ASK {{ VALUES ?s {{ <{subject(table['subject'], row)}> }} {group} }}")
    ]
    assert missing == []


@pytest.mark.parametrize("table", [t for t in TABLES if "find" in t], ids=lambda table: table["file"])
def test_every_row_has_a_node_of_its_own(engine: Engine, table: dict[str, Any]) -> None:
    """As many nodes hold all values of a row as there are rows alike."""
    alike = Counter(tuple(group for _, group in groups(table, row)) for row in chosen(table))
    few = []
    for found, count in alike.items():
        query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a {table['find']} . {' '.join(found)} }}"
        (row,) = engine.query(query).rows()
        if int(getattr(row[0], "value", "0")) < count:
            few.append(found)
    assert few == []


def test_every_table_and_column_is_accounted_for() -> None:
    """No table and no column of the facts is left out of the mapping."""
    mapped: dict[str, set[str]] = {}
    for table in TABLES:
        inside = set(re.findall(r"\{(?:\w+:)?(\w+)\}", table.get("subject", "")))
        mapped.setdefault(table["file"], set()).update(columns(table).keys() | inside)
    for path in sorted(FACTS.glob("*/*.csv")):
        name = path.relative_to(FACTS).as_posix()
        assert rows(name)[0].keys() - mapped.get(name, set()) == set(), name


def test_sponsors_seen_in_one_copy_only_are_named(engine: Engine) -> None:
    """The three sponsors that stand in the XML copy alone are named in a note on their resolution."""
    alone = [row for row in rows("resolutions/sponsors.csv") if row["seen_in"] != "both"]
    for row in alone:
        found = f"?s acq:note ?n . FILTER(CONTAINS(?n, '{row['iso3']}'))"
        assert engine.query(f"ASK {{ VALUES ?s {{ <{BASE}id/work/{doc(row['symbol'])}> }} {found} }}"), row
    assert len(alone) == 3


def test_what_could_not_be_resolved_is_named(engine: Engine) -> None:
    """A citation has the name of what it could not be resolved to, exactly as the table gives it."""
    found = engine.query("SELECT ?name WHERE { ?c a acq:Citation ; acq:targetName ?name }").rows()
    names = {getattr(row[0], "value", "") for row in found}
    objects = {row["object"] for row in rows("resolutions/relations.csv") if not row["object_id"]}
    assert names
    assert names <= objects


def named_without_relation() -> list[tuple[str, str, str]]:
    """Return what paragraphs of resolutions name and no row of the relations has at that place."""
    names = {row["id"]: row["symbol"] or row["title"] for row in rows("framework/documents.csv")}
    have = {
        (row["subject_symbol"], row["locator"], row["object"]) for row in rows("resolutions/relations.csv")
    }
    named = [
        (
            row["symbol"],
            f"{'PP' if row['kind'] == 'preambular' else 'OP'} {row['number']}",
            names.get(cited, cited),
        )
        for row in rows("resolutions/paragraphs.csv")
        for column in ("cites", "cites_by_name")
        for cited in row[column].split(";")
        if cited
    ]
    return [place for place in named if place not in have]


def test_no_node_is_more_than_the_facts(engine: Engine) -> None:
    """The counts of rows are the counts of nodes: nothing is invented."""
    expected = {
        "acq:Stance": 662,
        "acq:NormMention": 62,
        "acq:Claim": 57,
        "acq:Comment": 49 + 34,
        "acq:Threat": 46,
        "acq:ConfidenceBuildingMeasure": 74,
        "acq:CapacityPrinciple": 10,
        "acq:LegalPrinciple": 23,
        "acq:LegalTopic": 30,
        "acq:Norm": 11 + 13,
        "acq:NationalPosition": 71,
        "acq:AuditFinding": 36,
        "acq:Correspondence": 7,
        "acq:CommentPaper": 13,
        "acq:State": 193 + 2,
        "acq:Citation": 153 + 424 + 6 + len(named_without_relation()),
    }
    for name, count in expected.items():
        (row,) = engine.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a {name} }}").rows()
        assert int(getattr(row[0], "value", "0")) == count, name
