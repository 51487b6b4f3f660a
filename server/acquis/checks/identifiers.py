"""Hold symbols and addresses against each other: one symbol, one edition, whatever the spelling.

It must not know how a symbol is spelt: `acquis.naming.symbols` does.
"""

from collections import defaultdict
from collections.abc import Iterable

from acquis.checks.finding import Finding
from acquis.engine import Engine, plain
from acquis.errors import InvalidParameter
from acquis.naming import symbols

__all__ = ["findings"]

_SYMBOLS = "SELECT ?edition ?symbol WHERE { ?edition acq:symbol ?symbol } ORDER BY ?edition ?symbol"


def findings(engine: Engine) -> list[Finding]:
    """Return a finding for each symbol that cannot be read and for each that two editions share."""
    found: list[Finding] = []
    editions: defaultdict[str, list[str]] = defaultdict(list)
    for edition, symbol in _pairs(engine):
        try:
            editions[symbols.normalise(symbol)].append(edition)
        except InvalidParameter as error:
            found.append(Finding("error", "symbol", None, edition, str(error)))
    return found + [finding for key, group in sorted(editions.items()) for finding in _shared(key, group)]


def _pairs(engine: Engine) -> Iterable[tuple[str, str]]:
    for edition, symbol in engine.query(_SYMBOLS).rows():
        yield plain(edition), plain(symbol)


def _shared(key: str, editions: list[str]) -> list[Finding]:
    message = (
        f"The symbol {key} belongs to {editions[0]} too. One symbol is one edition: "
        "correct one of the symbols, or join the two editions."
    )
    return [Finding("error", "duplicate-symbol", None, edition, message) for edition in editions[1:]]
