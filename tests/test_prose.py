"""All prose in the sources is our own: no run of eight words stands in a text that it was made from.

Titles and names are facts and stay as they are; they are told apart by the property that holds them.
"""

import re
import zipfile
from collections.abc import Iterator

import pytest

from acquis import sources
from acquis.engine import Literal
from checkout import ROOT

TEXTS = ROOT.parent / "shared" / "sources"
# Official names that prose has to give in full and that no entry of the data carries as its title.
NAMED = ROOT / "tests" / "cases" / "titles.txt"
NAMES = re.compile("open-ended working group|general assembly|secretary-general")
RUN = 8
PROSE = ("#summary", "#note", "#definition", "#scopeNote", "#editorialNote", "/description")
# Titles of texts, and names, are quoted in summaries where nothing else names the text.
TITLES = ("/title", "#prefLabel", "#targetName", "#agendaItemTitle")

pytestmark = pytest.mark.skipif(
    not TEXTS.is_dir(), reason="the source texts are not beside this checkout (../shared/sources)"
)


def runs(text: str) -> Iterator[str]:
    """Yield each run of words of *text* that no name interrupts."""
    for part in NAMES.split(text.lower()):
        words = re.findall(r"[a-z0-9]+", part)
        yield from (" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def texts() -> Iterator[tuple[str, str]]:
    """Yield name and text of every source in English, mark-up taken out."""
    for path in sorted(TEXTS.glob("*.txt")):
        yield path.name, path.read_text("utf-8", errors="replace")
    for path in sorted((TEXTS / "akn4un" / "English").glob("*.xml")):
        yield path.name, re.sub("<[^>]+>", " ", path.read_text("utf-8"))
    for archive in sorted((TEXTS / "akn4un").glob("*.zip")):
        with zipfile.ZipFile(archive) as file:
            for name in file.namelist():
                if name.endswith(".xml"):
                    yield name, re.sub("<[^>]+>", " ", file.read(name).decode("utf-8", errors="replace"))


def test_no_sentence_is_copied() -> None:
    """No summary, note or definition shares eight words in a row with a source text, titles apart."""
    ours: dict[str, str] = {}
    titles = {run for line in NAMED.read_text("utf-8").splitlines() for run in runs(line)}
    for source in sources.load(sources.paths()):
        for quad in source.quads:
            if isinstance(quad.object, Literal) and quad.object.language in ("en", None):
                if quad.predicate.value.endswith(PROSE):
                    ours.update(dict.fromkeys(runs(quad.object.value), str(quad.subject)))
                elif quad.predicate.value.endswith(TITLES):
                    titles.update(runs(quad.object.value))
    assert len(ours) > 10_000
    shared = {
        (run, ours[run], name)
        for name, text in texts()
        for run in runs(text)
        if run in ours and run not in titles
    }
    assert shared == set()
