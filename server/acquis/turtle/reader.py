"""Reads Turtle files without changing a byte of a term; it accepts nothing that is not Turtle.

rdflib's parser is wider than the standard (it reads N3) and rewrites numbers; both are narrowed here. Read
against rdflib 7.6.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from rdflib import XSD, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser, sfloat
from rdflib.term import IdentifiedNode

from acquis.errors import InvalidData

__all__ = ["load"]

_NUMBERS = {int: XSD.integer, Decimal: XSD.decimal, sfloat: XSD.double}
_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_NO_BASE = "http://relative.invalid/"


def load(path: Path) -> Graph:
    """Return the graph in the Turtle file at *path*, every literal exactly as it is spelt there.

    Raises:
        InvalidData: the file is not UTF-8, not Turtle (https://www.w3.org/TR/turtle/), or holds a relative
            IRI, whose meaning would depend on where the file lies; with path and line.
    """
    graph = Graph(bind_namespaces="none")
    data = path.read_bytes()
    position = -1
    try:
        text = data.decode("utf-8-sig")
        _ExactParser(_ExactSink(graph), baseURI=_NO_BASE, turtle=True).loadBuf(text)
    except UnicodeDecodeError as error:
        text, reason = data[: error.start].decode(), "it is not in UTF-8"
    except BadSyntax as error:
        position, reason = error._i, error._why.partition(" at ^")[0]
    except IndexError:
        reason = "the text ends too early"
    except RecursionError:
        reason = "it is nested too deeply"
    else:
        return graph
    line = text.count("\n", 0, position if position >= 0 else len(text)) + 1
    raise InvalidData(f"The Turtle cannot be read: {reason}. Correct it near here.", path=path, line=line)


class _ExactSink(RDFSink):
    """Keeps "01"^^xsd:integer and its like as they are, where rdflib would write them anew."""

    def newLiteral(self, s: str, dt: URIRef | None, lang: str | None) -> Literal:  # noqa: N802
        s.encode()  # refuses lone surrogates, which an escape can name but no file can hold
        return Literal(s, datatype=dt, lang=lang, normalize=False)


class _ExactParser(SinkParser):
    """Keeps numbers without quotes as spelt (rdflib reads 01 as 1) and refuses what only N3 allows."""

    def statement(self, argstr: str, i: int) -> int:
        try:
            return super().statement(argstr, i)
        except (AssertionError, AttributeError, TypeError, ValueError) as error:
            self.BadSyntax(argstr, i, str(error))

    def makeStatement(self, quadruple: Any) -> None:  # noqa: N802
        _, predicate, subject, _ = quadruple
        # rdflib hands the keyword `a` on as a tuple.
        if not isinstance(predicate, URIRef | tuple) or not isinstance(subject, IdentifiedNode):
            raise ValueError("a subject must be an IRI or a blank node, a predicate an IRI")
        super().makeStatement(quadruple)

    def path(self, argstr: str, i: int, res: Any) -> int:
        return self.nodeOrLiteral(argstr, i, res)

    def nodeOrLiteral(self, argstr: str, i: int, res: Any) -> int:  # noqa: N802
        j = super().nodeOrLiteral(argstr, i, res)
        kind = _NUMBERS.get(type(res[-1])) if j >= 0 else None
        if kind:
            res[-1] = Literal(argstr[i:j].split()[-1], datatype=kind, normalize=False)
        return j

    def uri_ref2(self, argstr: str, i: int, res: Any) -> int:
        j = super().uri_ref2(argstr, i, res)
        if j >= 0 and res[-1].startswith(_NO_BASE):
            self.BadSyntax(argstr, i, f"the IRI <{res[-1].removeprefix(_NO_BASE)}> is relative")
        if j >= 0 and _NOT_IN_IRIS.search(res[-1]):
            self.BadSyntax(argstr, i, f"<{res[-1]}> holds a character that no IRI has")
        return j
