"""The shape of a reference that one text makes to another, and of one that was found but not yet looked up.

It must not know how either is found.
"""

from dataclasses import dataclass

__all__ = ["Found", "Reference"]


@dataclass(frozen=True)
class Reference:
    """One reference of a text: what is printed, and apart from it what it was resolved to.

    `unit` is the path of the unit that refers; of a footnote, the unit that has its mark. `start` and `end`
    count characters in the text of `within`: the unit itself, or the footnote in which the words stand.
    `printed` are the words, `locator` the pinpoint among them as printed, right or wrong.

    `kind` is symbol, resolution, decision, report, title, name, short, ibid, back, address, paragraph,
    section or article. `symbol` is the key of `naming.symbols.normalise` where one is printed, else "".

    `targets` are IRIs of editions, or of units where the pinpoint is one that is known; none where the
    reference could not be resolved. `verb` is as printed, `function` a code of voc/citation-function,
    `named_by` "symbol printed" or "by name". `how` says in a sentence how the target was found, or what is
    missing; `doubt` what a curator should look at, "" for nothing.
    """

    unit: str
    within: str
    start: int
    end: int
    printed: str
    locator: str
    kind: str
    symbol: str
    targets: tuple[str, ...]
    verb: str
    function: str
    named_by: str
    how: str
    doubt: str = ""


@dataclass(frozen=True)
class Found:
    """Words that refer: their place in one text, what they name, and the units meant, as paths.

    `symbol` is the key of the document, `editions` its IRIs where they are known already. `own` is true of a
    pinpoint in the text itself. `body` is the code of the group whose report is meant, "" for other texts.
    """

    start: int
    end: int
    kind: str
    symbol: str = ""
    editions: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    locator: str = ""
    own: bool = False
    body: str = ""
    how: str = ""
    doubt: str = ""
