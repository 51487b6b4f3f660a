"""Read triple patterns and filters out of the tokens of a query, by the part of the grammar that is plain.

It must not guess: what it does not know ends the reading. It takes nothing that the grammar does not allow,
so that a wrong query stays wrong. Source: https://www.w3.org/TR/sparql11-query/#rTriplesBlock
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from acquis.engine.rewriting.paths import Path
from acquis.engine.tokens import Token

__all__ = ["Pattern", "Reader", "UnreadError"]

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_LOCAL = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.:-]*[A-Za-z0-9_-])?)?"
_PLAIN = {
    "iri": re.compile(r"<[^\\]*>"),
    "name": re.compile(rf"(?:[A-Za-z][A-Za-z0-9_-]*)?:{_LOCAL}"),
    "variable": re.compile(r"[?$][A-Za-z_][A-Za-z0-9_]*"),
    "string": re.compile(r".*", re.DOTALL),
    "word": re.compile(r"\d+(?:\.\d+)?|true|false"),
}
_NODES = ("iri", "name", "variable")


class Pattern(NamedTuple):
    """A triple pattern: its three parts as text, its variables, and whether its path may have no step."""

    subject: str
    path: str
    value: str
    names: frozenset[str]
    stepless: bool


class UnreadError(Exception):
    """Here stands something else."""


class Reader:
    """A place `at` in a row of tokens, which moves on as parts of the grammar are read, and what was read.

    Sequences of steps become patterns of their own, and blank nodes in brackets variables, named by *fresh*.
    Source: https://www.w3.org/TR/sparql11-query/#sparqlTranslatePathPatterns
    """

    def __init__(self, read: Sequence[Token], start: int, fresh: Iterator[str]) -> None:
        self._read = read
        self.at = start
        self._fresh = fresh
        self.patterns: list[Pattern] = []
        self.filters: list[tuple[int, int]] = []

    def filter(self) -> None:
        """Read a FILTER: where its tokens are is enough."""
        first = self.at
        self.at += 1
        if self.is_word("NOT"):
            self.at += 1
            if not self.is_word("EXISTS"):
                raise UnreadError
        if not self.is_sign("("):
            self.at += 1
        if not (
            self.is_sign("(") or (self.is_sign("{") and self._read[self.at - 1].text.upper() == "EXISTS")
        ):
            raise UnreadError
        self.bracket()
        self.filters.append((first, self.at))

    def bracket(self) -> None:
        """Go behind the bracket that closes the one at hand.

        Raises:
            UnreadError: there is no bracket at hand, or a wrong one within; so do all that read.
            IndexError: the tokens end.
        """
        if self._read[self.at].text not in _CLOSING:
            raise UnreadError
        expected: list[str] = []
        while True:
            text = self._read[self.at].text
            if text in _CLOSING:
                expected.append(_CLOSING[text])
            elif text in _CLOSING.values() and expected.pop() != text:
                raise UnreadError
            self.at += 1
            if not expected:
                return

    def triples(self) -> None:
        """Read the triples of one subject."""
        if not self.is_sign("["):
            self._properties(self._term(_NODES))
            return
        subject, bare = self._blank()
        if bare or not (self.is_sign(".") or self.is_sign("}") or self.is_word("FILTER")):
            self._properties(subject)

    def _properties(self, subject: str) -> None:
        self._objects(subject)
        while self.is_sign(";"):
            self.at += 1
            if not any(self.is_sign(text) for text in ";.]}") and not self.is_word("FILTER"):
                self._objects(subject)

    def _objects(self, subject: str) -> None:
        path = self._verb()
        while True:
            value = self._blank()[0] if self.is_sign("[") else self._term(tuple(_PLAIN))
            self._add(subject, path, value)
            if not self.is_sign(","):
                return
            self.at += 1

    def _blank(self) -> tuple[str, bool]:
        """Return the variable for the blank node in brackets, and whether they are empty."""
        self.take("[")
        name, bare = f"?{next(self._fresh)}", self.is_sign("]")
        if not bare:
            self._properties(name)
        self.take("]")
        return name, bare

    def _term(self, kinds: tuple[str, ...]) -> str:
        token = self._read[self.at]
        if token.kind not in kinds or not _PLAIN[token.kind].fullmatch(token.text):
            raise UnreadError
        self.at += 1
        if token.kind != "string":
            return token.text
        if self._read[self.at].kind == "language" and self._is_close():
            self.at += 1
            return token.text + self._read[self.at - 1].text
        if not self.is_sign("^"):
            return token.text
        for _ in "^^":
            if not self._is_close():
                raise UnreadError
            self.take("^")
        return f"{token.text}^^{self._term(_NODES[:2])}"

    def _verb(self) -> Path:
        if self._read[self.at].kind == "variable":
            return Path("variable", self._term(("variable",)))
        return self._choice()

    def _choice(self) -> Path:
        return self._row("|", self._sequence)

    def _sequence(self) -> Path:
        return self._row("/", self._step)

    def _row(self, sign: str, part: Callable[[], Path]) -> Path:
        parts = [part()]
        while self.is_sign(sign):
            self.at += 1
            parts.append(part())
        return Path(sign, "", tuple(parts)) if len(parts) > 1 else parts[0]

    def _step(self) -> Path:
        if self.is_sign("^"):
            self.at += 1
            if self.is_sign("^"):
                raise UnreadError
            return Path("^", "", (self._step(),))
        if self.is_sign("("):
            self.at += 1
            step = self._choice()
            self.take(")")
        elif self.is_word("a") and self._read[self.at].text == "a":
            self.at += 1
            step = Path("iri", "a")
        else:
            step = Path("iri", self._term(_NODES[:2]))
        sign = self._read[self.at]
        if sign.text in ("?", "*", "+") and self._is_close():
            self.at += 1
            if self._read[self.at].text[0].isdigit():
                raise UnreadError  # a number with a sign
            return Path(sign.text, "", (step,))
        return step

    def _add(self, subject: str, path: Path, value: str) -> None:
        """Add what *path* from *subject* to *value* asks, a sequence as one pattern for each of its parts."""
        if path.kind == "^":
            self._add(value, path.parts[0], subject)
        elif path.kind == "/":
            nodes = [subject, *(f"?{next(self._fresh)}" for _ in path.parts[1:]), value]
            for place, part in enumerate(path.parts):
                self._add(nodes[place], part, nodes[place + 1])
        else:
            parts = (subject, path.text if path.kind == "variable" else "", value)
            names = frozenset(part[1:] for part in parts if part[:1] in ("?", "$"))
            self.patterns.append(Pattern(subject, path.written(), value, names, path.is_stepless()))

    def is_sign(self, text: str) -> bool:
        """Return whether the token at hand is *text*."""
        return self._read[self.at].text == text

    def is_word(self, word: str) -> bool:
        """Return whether the token at hand is the keyword *word*."""
        token = self._read[self.at]
        return token.kind == "word" and token.text.upper() == word.upper()

    def _is_close(self) -> bool:
        """Return whether no space stands before the token at hand."""
        return self._read[self.at].start == self._read[self.at - 1].end

    def take(self, text: str) -> None:
        """Go behind *text*."""
        if not self.is_sign(text):
            raise UnreadError
        self.at += 1

    def skip(self, text: str) -> bool:
        """Go behind *text* if it is at hand, and return whether it was."""
        found = self.is_sign(text)
        self.at += found
        return found
