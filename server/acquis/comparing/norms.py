"""Read the eleven norms of 2015, and what States report and say on each, from a graph.

It must not judge: an answer to a survey and a mention are the issuer's own, and that none is recorded never
means that a norm is not carried out.
"""

from collections.abc import Iterable, Iterator, Mapping

from acquis.comparing.claims import Common, placed
from acquis.comparing.passes import Said, by_subject, code, first, instances, only, text
from acquis.comparing.record import Claim, Column, Field, Option
from acquis.comparing.topics import marks
from acquis.engine import Engine, NamedNode, Term
from acquis.readable import value
from acquis.vocab import ID, PREFIXES, VOC

__all__ = ["field"]

# Source: A/70/174, para. 13
_NORMS = ID + "norm/gge-2015/"
# What a State says of how far it has come, and what a document does with a norm.
_STATUS, _MENTION = VOC + "implementation-status/", VOC + "mention-kind/"
# The answer that is there and is not published; see docs/model.md, "Submissions".
_NOT_PUBLIC = "not-public"
_PAPERS = ("NationalPosition", "ImplementationReport", "CommentPaper")
_IN_SCHEME = PREFIXES["skos"] + "inScheme"
_DEFINITION = PREFIXES["skos"] + "definition"


def field(engine: Engine, common: Common) -> Field:
    """Return the norms with all answers and mentions; a document is held of who issued or handed in one."""
    answered, status = by_subject(engine, "answersOn"), by_subject(engine, "status")
    about, kinds = by_subject(engine, "about"), by_subject(engine, "kind")
    mentions: Said = {one: kinds[one] for one in instances(engine, "NormMention") if one in kinds}
    options = _options(engine, status, mentions)
    found = placed(
        [
            *_answers(engine, common, answered, status),
            *_mentions(engine, common, about, mentions),
        ]
    )
    papers = {paper for name in _PAPERS for paper in instances(engine, name)}
    holders = {code(who) for paper in papers for who in only(common.issuers.get(paper, ()))}
    return Field(
        "norms", _columns(engine, options), found, frozenset(holders | {actor for actor, _ in found})
    )


def _columns(engine: Engine, options: Mapping[str, Option]) -> dict[str, Column]:
    """Return the norms by letter."""
    asks = by_subject(engine, "summary")
    letters = sorted(
        (one.value.removeprefix(_NORMS), one)
        for one in instances(engine, "Norm")
        if one.value.startswith(_NORMS)
    )
    return {
        letter: Column(letter, letter, value(engine, norm), None, text(asks, norm), options)
        for letter, norm in letters
    }


def _options(engine: Engine, status: Said, mentions: Said) -> dict[str, Option]:
    """Return every value of both sorts: those of answers exclude each other, those of mentions do not."""
    schemes, meant = by_subject(engine, _IN_SCHEME), by_subject(engine, _DEFINITION)
    used = (one for said in (status, mentions) for values in said.values() for one in only(values))
    known = {one for one in (*schemes, *used) if isinstance(one, NamedNode)}
    ordered = sorted(
        (one for one in known if one.value.startswith((_STATUS, _MENTION))),
        key=lambda one: (one.value.startswith(_MENTION), value(engine, one).text, one.value),
    )
    return {
        code(one): Option(
            code(one),
            value(engine, one),
            text(meant, one),
            mark,
            excludes=one.value.startswith(_STATUS),
            is_comparable=code(one) != _NOT_PUBLIC,
        )
        for one, mark in zip(ordered, marks(len(ordered)), strict=True)
    }


def _answers(engine: Engine, common: Common, answered: Said, status: Said) -> Iterator[Claim]:
    """Yield each answer to a survey, with the submission that it stands in for its document."""
    days = by_subject(engine, "submittedOn")
    wholes = {one: whole for whole, found in by_subject(engine, "contains").items() for one in found}
    for answer in answered:
        whole = wholes.get(answer)
        paper = whole if isinstance(whole, NamedNode) else None
        document = common.document(engine, paper, text(days, whole) if whole else "")
        for letter in _letters(answered.get(answer, ())):
            for given in only(status.get(answer, ())):
                if isinstance(answer, NamedNode):
                    yield from common.made(answer, letter, code(given), document)


def _mentions(engine: Engine, common: Common, about: Said, mentions: Said) -> Iterator[Claim]:
    """Yield each passage that speaks to a norm, with the work that its edition realizes for its document."""
    units, realized = by_subject(engine, "statedIn"), by_subject(engine, "realizes")
    for mention, kinds in mentions.items():
        unit = first(units, mention)
        document = common.document(engine, (first(realized, unit) if unit else None) or unit)
        for letter in _letters(about.get(mention, ())):
            for kind in only(kinds):
                if isinstance(mention, NamedNode):
                    yield from common.made(mention, letter, code(kind), document)


def _letters(terms: Iterable[Term]) -> list[str]:
    return [one.value.removeprefix(_NORMS) for one in only(terms) if one.value.startswith(_NORMS)]
