"""Say what to do about a fault in a query, from the tokens around it.

It must not parse: the parser says where the fault is, and when no hint fits, that is all there is to say.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from acquis.engine.tokens import Token
from acquis.vocab import PREFIXES

__all__ = ["hint", "prefix_hint", "sentence_hint"]

# Prefixes that people use without declaring them, beside ours.
_COMMON = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "fn": "http://www.w3.org/2005/xpath-functions#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "sdo": "https://schema.org/",
    "time": "http://www.w3.org/2006/time#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
_KEYWORDS = re.findall(
    r"\S+",
    """
    AS ASC ASK AVG BASE BIND BOUND BY COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DESC DESCRIBE DISTINCT
    EXISTS FILTER FROM GRAPH GROUP GROUP_CONCAT HAVING IF IN LANG LANGMATCHES LCASE LIMIT MAX MIN MINUS NAMED
    NOT NOW OFFSET OPTIONAL ORDER PREFIX REDUCED REGEX REPLACE SAMPLE SELECT SEPARATOR STR STRAFTER STRBEFORE
    STRENDS STRLEN STRSTARTS SUBSTR SUM UCASE UNDEF UNION VALUES WHERE YEAR
    """,
)
_INSTEAD = {
    "AND": "&&",
    "ISNULL": "!BOUND(?x)",
    "LENGTH": "STRLEN",
    "LIKE": "CONTAINS(?x, 'text') or REGEX",
    "LOWER": "LCASE",
    "OR": "||",
    "SUBSTRING": "SUBSTR",
    "UPPER": "UCASE",
}
# The sentences of the parser, by a part of them.
_SENTENCES = {
    "IRI parsing failed": "IRI parsing failed: an IRI begins with a scheme such as https: and has no spaces.",
    "is unbound": "SELECT contains a variable that is unbound: add the column to GROUP BY, or wrap it, as in"
    " (SAMPLE(?x) AS ?y).",
    "is not authorized with": "SELECT * cannot go with GROUP BY: name the columns.",
    "Duplicated variable": "two columns have the same name: rename one of them after AS.",
    "overrides an existing": "the name after AS is one that the pattern uses: choose another.",
    "should have exactly": "a row of VALUES needs as many values as there are variables; UNDEF fills a gap.",
}

# What stands around the fault: the innermost open bracket (or $), a bar, up to six tokens, the fault between
# two signs, two tokens more. The first that fits counts.
_AROUND = (
    (r"⟨[\u00ab\u00bb\u2018-\u201e]", "these quotation marks come from a word processor: use \" or '."),
    (r"⟨[\u2013\u2014\u2212]", "this dash comes from a word processor: use -."),
    (r"⟨[\u200b-\u200f\u2060\ufeff]", "an invisible character stands here: delete it and type anew."),
    (r"& (gt|lt|amp) ⟨;", "the query was escaped for HTML: write >, < or & itself."),
    (r"⟨@prefix", "write PREFIX as SPARQL does: PREFIX ex: <http://example.org/>, without @ and full stop."),
    (r"PREFIX \S*: <\S*> ⟨\.", "a PREFIX line has no full stop at its end."),
    (r"PREFIX \S*: ⟨", "a PREFIX needs an IRI between < and >."),
    (r"= ⟨=⟩", "equality is written with one =."),
    (r"⟨<>⟩", "unequal is written !=."),
    (r"\bNOT ⟨", "negation is written !, as in !(?x = 1); NOT goes with IN and EXISTS."),
    (r"\bFILTER ⟨", "the condition of FILTER stands in parentheses."),
    (r"\b(ORDER|GROUP) ⟨", "BY is missing after ORDER or GROUP."),
    (r"\b(LIMIT|OFFSET) ⟨", "LIMIT and OFFSET take a whole number."),
    (r"\b(OPTIONAL|MINUS|EXISTS|UNION) ⟨", "what follows OPTIONAL, MINUS, EXISTS or UNION stands in braces."),
    (r"⟨UNION", "each side of UNION stands in braces: { ... } UNION { ... }."),
    (r"^\{\|.*⟨(LIMIT|OFFSET|ORDER|GROUP|HAVING)⟩", "this comes after the closing } of the pattern."),
    (r"^\$\|.*⟨(ORDER|GROUP|HAVING)⟩", "the order is GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET."),
    (r"^\$\|.*\} ⟨(SELECT|ASK|CONSTRUCT|DESCRIBE)⟩", "send one query at a time."),
    (r"^\$\|.*SELECT.*⟨,", "the columns of SELECT stand side by side, without commas."),
    (r"^\$\|.*WHERE ⟨", "the pattern stands in braces: WHERE { ... }."),
    (r"\b(SELECT|DISTINCT|REDUCED) ⟨\{", "name the columns of SELECT, or write *."),
    (
        r"\b(COUNT|SUM|AVG|MIN|MAX|SAMPLE) \( (DISTINCT )?\S+ (\) )?⟨\)",
        "a column that is computed is written (COUNT(?x) AS ?n), in parentheses and with a name.",
    ),
    (r"\bASK ⟨", "ASK has no columns: ASK { ... }."),
    (r"\bVALUES \S+ ⟨\(", "the values stand in braces: VALUES ?x { ... }."),
    (r"\bVALUES.*⟨,", "values stand side by side, without commas."),
    (
        r"\bBIND \( .*\bAS \S+ \) ⟨",
        "BIND cannot set a variable that the group uses before: choose another name.",
    ),
    (r"\bBIND \( .*⟨", "BIND needs AS and a new variable: BIND(... AS ?x)."),
    (
        r"CONSTRUCT WHERE \{.*⟨[A-Z]",
        "the short form CONSTRUCT WHERE holds only triples: write CONSTRUCT { ... } WHERE { ... }.",
    ),
    (r"^\{\|.*⟨=", "a triple has no = in it: write subject, property, value."),
    (r"- ⟨\w+⟩", "a variable has no - in its name: use _."),
    (r"[/|] ⟨", "a path holds properties only, each an IRI or a name, with one / or | between them."),
    (r"\S:\S+ ⟨/", r"in a name, / is written \/; or write the IRI in full between < and >."),
    (r"^\{\|.*\S ⟨\{⟩ \d", "a path cannot count with {n}: write the steps, as in ex:p/ex:p?."),
    (r"⟨A⟩", "the short form of rdf:type is a small a."),
    (r"^\{\|.*⟨[\"']", "a property is an IRI or a name, and text stands only where a value may."),
    (
        r"^\{\|.*[?$:>\"'\w] ⟨[?$<]|^\{\|.*[?$:>\"'\w] ⟨\S*:",
        "between two triples stands a full stop; a triple is subject, property, value.",
    ),
    (r"^\{\|.*(\{|\.|;) ⟨;", "; goes on with the subject before it, and there is none here."),
    (r"^\{\|.*⟨[.;,}\]]", "the triple before this place lacks a part: subject, property, value."),
)
_PATTERNS = tuple((re.compile(pattern), said) for pattern, said in _AROUND)
_CLOSES = {")": "(", "]": "[", "}": "{"}


def hint(read: Sequence[Token], place: int) -> str:
    """Return what to do about the token at *place* of those *read*, or about their end; "" if unknown."""
    opened = _opened(read[:place])
    if place == len(read):
        return _unfinished(read, opened)
    text = read[place].text
    innermost = opened[-1].text if opened else "$"
    if text in _CLOSES and _CLOSES[text] != innermost:
        if _CLOSES[text] not in _texts(opened):
            return f"there is one {text} too many."
        return f"{innermost} is not closed before this."
    around = " ".join(_upper(token) for token in read[max(0, place - 6) : place])
    after = " ".join(_upper(token) for token in read[place + 1 : place + 3])
    window = f"{innermost}|{around} ⟨{_upper(read[place])}⟩ {after}"
    # Cut off by a hyphen, a word is the rest of a variable.
    misspelt = "" if place and read[place - 1].text == "-" else _misspelt(read, place)
    return misspelt or next((said for pattern, said in _PATTERNS if pattern.search(window)), "")


def prefix_hint(prefix: str) -> str:
    """Return what to do about *prefix*, which is not declared."""
    if prefix in ("http", "https", "urn", "mailto"):
        return "an IRI stands between < and >."
    said = f"the prefix {prefix[:40]}: is not declared; add "
    if prefix in _COMMON:
        return f"{said}PREFIX {prefix}: <{_COMMON[prefix]}> at the top."
    near = get_close_matches(prefix, [*PREFIXES, *_COMMON], 3, 0.7)
    meant = f", or did you mean {' or '.join(f'{name}:' for name in near)}?" if near else "."
    return f"{said}a PREFIX line for it{meant}"


def sentence_hint(message: str) -> str:
    """Return what to do about a *message* of the parser that is a sentence, "" for another one."""
    return next((said for part, said in _SENTENCES.items() if part in message), "")


def _opened(read: Sequence[Token]) -> list[Token]:
    opened: list[Token] = []
    for token in read:
        if token.text in ("(", "[", "{"):
            opened.append(token)
        elif token.text in _CLOSES and opened and opened[-1].text == _CLOSES[token.text]:
            opened.pop()
    return opened


def _unfinished(read: Sequence[Token], opened: Sequence[Token]) -> str:
    if opened:
        return f"the query ends too early: {opened[-1].text} is not closed."
    words = [token.text.upper() for token in read if token.kind == "word"]
    if "CONSTRUCT" in words and "WHERE" not in words:
        return "the query ends too early: after the template of CONSTRUCT comes WHERE { ... }."
    return "the query ends too early: the pattern in braces is missing." if "{" not in _texts(read) else ""


def _misspelt(read: Sequence[Token], place: int) -> str:
    """Return what was meant by a word that is none of SPARQL, at *place* or shortly before it."""
    for token in [read[place], *reversed(read[max(0, place - 3) : place])]:
        word = token.text.upper()
        if token.kind != "word" or word in _KEYWORDS or not word.isalpha() or len(word) == 1:
            continue
        if word in _INSTEAD:
            return f"there is no {token.text}: write {_INSTEAD[word]}."
        near = get_close_matches(word, _KEYWORDS, 1, 0.75)
        if near:
            return f"{token.text} is no keyword; did you mean {near[0]}?"
    token = read[place]
    if token.kind == "word" and token.text.upper() not in _KEYWORDS and token.text not in ("A", "a"):
        before = _texts(read[max(0, place - 2) : place])
        if not {"-", "&", "LIMIT"} & set(before):
            return (
                f"{token.text[:40]} is no keyword: a variable begins with ?, a name has a prefix, text has"
                " quotes."
            )
    return ""


def _texts(read: Sequence[Token]) -> list[str]:
    return [token.text for token in read]


def _upper(token: Token) -> str:
    return token.text.upper() if token.text.upper() in _KEYWORDS else token.text
