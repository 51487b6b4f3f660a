"""Find texts that are named in words: reports by year or by group, names of their own, titles, words back.

It resolves what the year, the number of the group or the text itself says, and nothing more.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from acquis.texts.citing.known import Known, Report, words
from acquis.texts.citing.model import Found
from acquis.texts.citing.printed import sentence
from acquis.texts.citing.table import NUMERALS, Group, table

__all__ = ["named", "titles"]

_REPORT = re.compile(r"\breports?\b", re.I)
_BEFORE = re.compile(r"(?P<opens>(?:^|[.;:]\s+))?(?P<word>\b[A-Z][a-z]+)\s+$")
_LONGEST_WORD = 30
_ON = re.compile(r"\s+(?:of|on|for)\s+(?:the\s+)?[A-Z]")
# So many words has a title that is looked for: shorter ones are ordinary language.
_SHORTEST = 5
_PROGRESS = "annual-progress-report"
_LEAD = 200


def named(text: str, known: Known, so_far: Mapping[str, Sequence[str]], last: Sequence[str]) -> list[Found]:
    """Return what *text* names in words.

    *so_far* has, by kind of group, the reports that the text has named until here, *last* those of the
    paragraph where reports were named last.
    """
    found = [*_names(text, known), *_by_year(text, known), *_back(text, so_far, last)]
    reports = (_report(text, match, known, so_far) for match in _REPORT.finditer(text))
    found += [one for one in reports if one and not any(_overlap(one, other) for other in found)]
    return sorted(found, key=lambda one: one.start)


def titles(text: str, known: Known) -> Iterator[Found]:
    """Yield the titles in *text* that one edition alone bears."""
    lower = text.lower()
    for title, edition in known.titles.items():
        if len(title) >= _SHORTEST and all(word in lower for word in title):
            # Between two words of a title a text may have other marks than the data.
            for match in re.finditer(r"\b" + r"\W+".join(map(re.escape, title)) + r"\b", lower):
                yield Found(*match.span(), "title", "", (edition,), how="One edition alone bears this title.")


def _names(text: str, known: Known) -> Iterator[Found]:
    lower = text.lower()
    for name in table().names:
        if not any(word in lower for word in name.hints):
            continue
        for match in name.pattern.finditer(text):
            if not (name.capital and _longer(text, *match.span())):
                held = (name.target,) if name.target in known.all else ()
                yield Found(*match.span(), "name", "", held, how=name.reason)


def _longer(text: str, start: int, end: int) -> bool:
    """Say whether a name is part of a longer one, such as the African Charter or the Charter of the Union."""
    before = _BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    inside = bool(before and before["word"] not in ("The", "Their", "Its") and before["opens"] is None)
    return inside or bool(_ON.match(text, end))


def _by_year(text: str, known: Known) -> Iterator[Found]:
    """Yield groups named by year whose recommendations are meant: their reports."""
    for match in table().by_year.finditer(text) if "ecommendation" in text else ():
        for part in ("all", "also", "third"):
            if match[part]:
                body = match["body"] if part == "all" else match[part]
                years = _years(match["years"] if part == "all" else match[part][:4])
                yield _of_years(match.span(part), body, years, "", known)


def _back(text: str, so_far: Mapping[str, Sequence[str]], last: Sequence[str]) -> Iterator[Found]:
    for match in table().back.finditer(text) if "eports" in text else ():
        wide = " ".join(match[0].lower().split()) in table().all_so_far
        meant = tuple(dict.fromkeys(one for many in so_far.values() for one in many)) if wide else tuple(last)
        how = (
            "The reports that this text has named before."
            if meant
            else "This text has named no report before."
        )
        yield Found(*match.span(), "back", "", meant, how=how)


def _report(
    text: str, match: re.Match[str], known: Known, so_far: Mapping[str, Sequence[str]]
) -> Found | None:
    """Return the report named at *match*; None where the words do not say whose it is."""
    lead = table().lead.search(text, max(0, match.start() - _LEAD), match.start())
    tail = table().tail.match(text, match.end())
    assert lead is not None
    assert tail is not None
    if lead["refused"] or re.search(r"\b(?:draft|summary|background|interim)\b", lead["adjectives"], re.I):
        return None
    years = _years(lead["years"] or lead["after"] or tail["years"] or tail["later"] or "")
    progress = "progress" in lead["adjectives"].lower()
    bodies = (
        lead["body"]
        or tail["body"]
        or (_nearest(text, match.start()) if lead["own"] or tail["years"] else "")
    )
    if not bodies and not progress:
        return None
    if tail["body"] and _ON.match(text, tail.end()):
        how = "A group with another title, of which no report is known."
        return Found(match.start(), tail.end(), "report", how=how)
    start = min(one for one in (lead.start(), match.start()) if one >= 0)
    span = (start + len(text[start:]) - len(text[start:].lstrip()), tail.end())
    kind = _PROGRESS if progress else ""
    if not years and table().vague.search(text[span[0] : match.start()]):
        return Found(*span, "report", how="Earlier reports: the words do not say which.")
    if years:
        return _of_years(span, bodies, years, kind, known)
    return _without_year(
        span, bodies, kind, lead["number"] or "", match[0].lower() == "reports", known, so_far
    )


def _of_years(span: tuple[int, int], bodies: str, years: list[int], kind: str, known: Known) -> Found:
    """Return the reports of *years*: one for each year and group, or none is resolved."""
    groups = _groups(bodies) if bodies else [one for one in table().groups if one.kind == "oewg"]
    meant: list[str] = []
    for group in groups:
        for year in years:
            held = [one.edition for one in _reports(group, kind, known) if one.year == year]
            if len(held) != 1:
                said = "more than one report" if held else "no report"
                how = f"The data has {said} of this group for {year}."
                return Found(*span, "report", body=group.kind, how=how)
            meant += held
    kinds = "+".join(group.kind for group in groups)
    return Found(
        *span, "report", "", tuple(meant), body=kinds, how="Report of this group and year in the data."
    )


def _without_year(
    span: tuple[int, int],
    bodies: str,
    kind: str,
    number: str,
    plural: bool,
    known: Known,
    so_far: Mapping[str, Sequence[str]],
) -> Found:
    """Return reports named without a year: by the number of the group, or as named before."""
    groups = _groups(bodies) if bodies else [one for one in table().groups if one.kind == "oewg"]
    meant: list[str] = []
    hows: list[str] = []
    for group in groups:
        held, how = _of_process(group, bodies, kind, number, known)
        if not held and not kind:
            before = tuple(so_far.get(group.kind, ()))
            # "The reports of two groups" may be one of each.
            held = before if len(before) == 1 or (plural and len(groups) == 1) else ()
            how = "The reports of this group that the text has named before." if held else how
        if not held:
            return Found(*span, "report", body=group.kind, how=how)
        meant += held
        hows.append(how)
    kinds = "+".join(group.kind for group in groups)
    return Found(*span, "report", "", tuple(dict.fromkeys(meant)), body=kinds, how=hows[0])


def _of_process(
    group: Group, bodies: str, kind: str, number: str, known: Known
) -> tuple[tuple[str, ...], str]:
    """Return the reports of the group that *bodies* means by number, years or title, and how."""
    reports = _reports(group, kind, known)
    process = _process(group, bodies, known)
    if process:
        reports = [one for one in reports if one.process == process]
    if kind and number:
        order = [NUMERALS.index(one) for one in re.findall("|".join(NUMERALS), number.lower())]
        of_one = len({one.process for one in reports}) == 1
        held = tuple(reports[one].edition for one in order if one < len(reports)) if of_one else ()
        return (
            held if len(held) == len(order) else ()
        ), "Progress reports of one group, in their order by date."
    if process and len(reports) == 1:
        return (reports[0].edition,), "The one report of this group in the data."
    return (), "The words do not say which report is meant: no year, number or symbol."


def _process(group: Group, bodies: str, known: Known) -> str:
    """Return the IRI of the process that *bodies* means, "" where its words do not say."""
    own = next((one[0] for one in table().body.finditer(bodies) if group.words.search(one[0])), "")
    processes = known.processes.get(group.kind, ())
    number = re.search(rf"\b({'|'.join(NUMERALS)})\b", own, re.I)
    if number:
        order = NUMERALS.index(number[1].lower())
        return processes[order] if order < len(processes) else ""
    if term := re.search(r"(20\d\d)[-\u2013](20\d\d)", own):
        return next((one for one in processes if one.endswith(f"{term[1]}-{term[2]}")), "")
    if year := re.search(r"\b(20\d\d)\b", own):
        return next((one.process for one in _reports(group, "", known) if one.year == int(year[1])), "")
    said = words(own)
    return next((process for title, process in group.titles if " ".join(words(title)) in " ".join(said)), "")


def _reports(group: Group, kind: str, known: Known) -> list[Report]:
    return [one for one in known.reports if one.kind == (kind or group.reports)]


def _groups(bodies: str) -> list[Group]:
    """Return the groups named in *bodies*, in their order, each once."""
    placed = [
        (match.start(), at) for at, one in enumerate(table().groups) if (match := one.words.search(bodies))
    ]
    return [table().groups[at] for _, at in sorted(placed)]


def _nearest(text: str, at: int) -> str:
    """Return the last group named before *at*, in the same sentence if it is there, else in the paragraph."""
    found = list(table().body.finditer(text, 0, at))
    inside = [one for one in found if one.start() >= sentence(text, at)[0]]
    return (inside or found)[-1][0] if found else ""


def _years(printed: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d{4}", printed)]


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end
