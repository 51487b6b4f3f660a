"""What a hostile or careless client sends: queries that never end, grow, nest or reach out, and noise.

It must not send anything. Everything is made here from seeds; nothing needs a network.
"""

import random
import re
from collections.abc import Iterator
from urllib.parse import quote

__all__ = ["BOMBS", "NESTED", "RUNAWAYS", "fuzzed", "noise", "reaching", "wrapped"]

_CROSS = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(4))
_VALUES = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(60)))} }}" for n in range(6))

RUNAWAYS = {
    "cross join": f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}",
    "sort of a product": "SELECT ?a { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "property path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)* ?b . ?b (!<urn:x>)* ?c }",
    "product of values": f"SELECT (SUM(?v0) AS ?n) {{ {_VALUES} }}",
    "filter": f'SELECT ?s0 {{ {_CROSS} FILTER(REGEX(STR(?o0), "(a+)+$") && ?o1 = ?o2 && ?o0 = ?s3) }}',
    "no such pair": f"ASK {{ {_CROSS} FILTER(STRLEN(CONCAT(STR(?o0), STR(?o3))) < 0) }}",
}
BOMBS = {
    "rows to sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f",
    "one long text": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "distinct rows": "SELECT DISTINCT ?a ?b ?c ?d ?e ?f { ?a ?b ?c . ?d ?e ?f }",
    "rows without end": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "triples without end": "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }",
    "doubling text": "SELECT ?y { BIND('aaaaaaaa' AS ?a) "
    + " ".join(
        f"BIND(CONCAT(?{a}, ?{a}) AS ?{b})"
        for a, b in zip("abcdefghijklmnopqrstuvwx", "bcdefghijklmnopqrstuvwxy", strict=True)
    )
    + " }",
}
# Before, what is repeated, in the middle, what is repeated in turn, after.
NESTED = {
    "parentheses": ("ASK { FILTER(", "(", "1", ")", ") }"),
    "groups": ("ASK ", "{ ", "", " }", ""),
    "blank nodes": ("ASK { ?s ?p ", "[ ?p ", "1", " ]", " }"),
    "collections": ("ASK { ?s ?p ", "( ", "1", " )", " }"),
    "optional": ("ASK { ", "OPTIONAL { ?s <urn:x> ?o . ", "", " }", " }"),
    "minus": ("ASK { ", "MINUS { ?s <urn:x> ?o . ", "", " }", " }"),
    "not exists": ("ASK { ", "FILTER NOT EXISTS { ?s <urn:x> ?o . ", "", " }", " }"),
    "sub-selects": ("SELECT * ", "{ SELECT * ", "{ ?s ?p ?o }", " }", ""),
    "graphs": ("ASK { ", "GRAPH ?g { ", "?s ?p ?o", " }", " }"),
    "paths in brackets": ("ASK { ?s ", "(", "<urn:p>", ")", " ?o }"),
    "stars": ("ASK { <urn:s> ", "(", "<urn:p>", ")*", " ?o }"),
    "inverses": ("ASK { ?s ", "^", "<urn:p>", "", " ?o }"),
    "negations": ("ASK { FILTER(", "!", "true", "", ") }"),
    "minus signs": ("ASK { FILTER(", "- ", "1", "", ") }"),
    "functions": ("ASK { FILTER(", "STR(", "1", ")", ") }"),
    "if": ("ASK { FILTER(", "IF(true, ", "1", ", 1)", ") }"),
    "coalesce": ("ASK { FILTER(", "COALESCE(", "1", ")", ") }"),
    "in": ("ASK { FILTER(", "1 IN (", "1", ")", ") }"),
    "unions": ("ASK { {}", "", "", " UNION {}", " }"),
    "optional in a row": ("ASK { ", "", "", " OPTIONAL { ?s <urn:x> ?o }", " }"),
    "ors": ("ASK { FILTER(true", "", "", " || true", ") }"),
    "ands": ("ASK { FILTER(true", "", "", " && true", ") }"),
    "sums": ("ASK { FILTER(1", "", "", " + 1", ") }"),
    "sequences": ("ASK { ?s <urn:p>", "", "", "/<urn:p>", " ?o }"),
    "alternatives": ("ASK { ?s <urn:p>", "", "", "|<urn:p>", " ?o }"),
    "triples": ("ASK { ?s ?p ?o", "", "", " . ?s ?p ?o", " }"),
    "objects": ("ASK { ?s ?p 1", "", "", ", 1", " }"),
    "values": ("ASK { VALUES ?x { ", "", "", "1 ", "} }"),
    "binds": ("ASK { ", "", "", "BIND(1 AS ?x) ", "}"),
    "filters": ("ASK { ", "", "", "FILTER(true) ", "}"),
    "triple terms": ("ASK { ?s ?p ", "<<( ?s ?p ", "1", " )>>", " }"),
    "prefixes": ("", "PREFIX a: <urn:a> ", "ASK {}", "", ""),
    "opening brackets": ("ASK { ?s ?p ", "[", "", "", ""),
    "opening parentheses": ("ASK { FILTER", "(", "", "", ""),
    "opening braces": ("ASK ", "{", "", "", ""),
}
_WORDS = re.findall(
    r"\S+",
    r"SELECT ASK WHERE { } ( ) [ ] . ; , ?s ?p ?o a * + / | ^ ! = < > <urn:x> acq:Norm 'x' 'y'@en 1 1.5e3 #"
    r" FILTER OPTIONAL UNION GRAPH BIND AS GROUP BY ORDER LIMIT 10 OFFSET HAVING VALUES UNDEF EXISTS NOT IN"
    r" COUNT SUM CONCAT REGEX \u0041 PREFIX x: BASE CONSTRUCT DESCRIBE FROM NAMED SERVICE LOAD INSERT {| |}"
    " << >> \u202e \x00",
)
_PATHS = re.findall(
    r"\S+",
    "norm/gge-2015/c state/EST edition/a-70-174/para/13.c .. . %2e%2e %00 %ff ' < > ; : A/RES/70/237 para (c)"
    " .ttl .html .jsonld .xlsx releases current latest norm-wording ?query= ASK{} &release= ?page= &size= -1"
    " 99999999999999999999 é \u202e @ ? & = # https://w3id.org/acquis/graph/inferred sovereignty ?norm=",
)
_ROUTES = re.findall(
    r"\S+",
    "/ /sparql /sparql?query= /sparql?explain=empty&query= /doc/ /id/ /def/ /voc/ /shapes/ /graph/ /symbol/"
    " /api/queries/ /api/queries/norm-wording? /graphs?graph= /releases/ /dumps/ /feed.atom? /cite?query="
    " /feed.json?state= /sitemap/ /query/ /dataset/ /context/ /static/ /.well-known/ /nothing/",
)


def wrapped(name: str, times: int) -> str:
    """Return the nested construct *name*, with its parts repeated that many *times*."""
    before, opening, middle, closing, after = NESTED[name]
    return f"{before}{opening * times}{middle}{closing * times}{after}"


def reaching(address: str) -> dict[str, str]:
    """Return queries that would make a careless engine call *address*."""
    return {
        "service": f"ASK {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
        "service silent": f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
        "service without a space": f"SELECT * {{ ?s ?p ?o SERVICE<{address}>{{}} }}",
        "service in a sub-select": f"SELECT * {{ {{ SELECT * {{ SERVICE <{address}> {{}} }} }} }}",
        "service by variable": f"SELECT * {{ VALUES ?u {{ <{address}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
        "service by escape": f"ASK {{ \\u0053ERVICE <{address}> {{ ?s ?p ?o }} }}",
        "service in lower case": f"ASK {{ service <{address}> {{ ?s ?p ?o }} }}",
        "service behind a comment": f"ASK {{ # x\nSERVICE <{address}> {{}} }}",
        "service behind a name": f"PREFIX e: <urn:e> ASK {{ ?s ?p e:SERVICE<{address}>{{}} }}",
        "from": f"SELECT * FROM <{address}> {{ ?s ?p ?o }}",
        "from named": f"SELECT * FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "from file": "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }",
        "load": f"LOAD <{address}>",
        "load into": f"LOAD SILENT <{address}> INTO GRAPH <urn:g>",
        "insert where service": f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
        "describe": f"DESCRIBE <{address}>",
    }


def fuzzed(seed: int) -> Iterator[str]:
    """Yield texts without end that look like queries, the same for the same *seed*."""
    chance = random.Random(seed)
    while True:
        kind = chance.random()
        if kind < 0.2:
            yield wrapped(chance.choice(list(NESTED)), chance.randint(1, 200))
        elif kind < 0.3:
            yield "".join(
                chr(chance.choice((chance.randint(0, 127), chance.randint(0, 0xD7FF))))
                for _ in range(chance.randint(0, 300))
            )
        else:
            start = chance.choice(
                ("SELECT * { ?s ?p ?o ", "ASK { ", "CONSTRUCT WHERE { ?s a acq:Norm ; ", "")
            )
            yield (
                start + " ".join(chance.choices(_WORDS, k=chance.randint(0, 40))) + chance.choice((" }", ""))
            )


def noise(seed: int) -> Iterator[bytes]:
    """Yield whole requests without end, odd or no HTTP at all, the same for the same *seed*."""
    chance = random.Random(seed)
    while True:
        path = chance.choice(_ROUTES) + chance.choice(("", "/")).join(
            chance.choices(_PATHS, k=chance.randint(0, 4))
        )
        address = path if chance.random() < 0.3 else quote(path, safe="/?&=%")
        method = chance.choice(
            ("GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "DELETE", "PUT", "QUERY", "X" * 20)
        )
        accept = chance.choice(("*/*", "text/html", "text/turtle;q=0.1, */*;q=0", 'a/b;c="', "\xff", ""))
        head = f"{method} {address} HTTP/1.1\r\nHost: a\r\nAccept: {accept}\r\n"
        body = chance.randbytes(chance.randint(0, 200)) if method in ("POST", "PUT", "QUERY") else b""
        kind = chance.choice(
            ("application/x-www-form-urlencoded", "application/sparql-query", "text/plain", "")
        )
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        sent = head.encode("utf-8", "surrogatepass") + body
        if chance.random() < 0.05:
            place = chance.randrange(len(sent))
            sent = sent[:place] + chance.randbytes(3) + sent[place + 1 :]
        yield sent
