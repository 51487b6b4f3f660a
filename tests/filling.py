"""Own forms filled in at random with what the shapes allow, odd text among it; it must not judge them."""

from hypothesis import Phase
from hypothesis import strategies as st

from acquis.forms import Field, Filled, FilledPart, Form, Part, from_quads, reader, terms, to_quads

__all__ = ["KINDS", "PHASES", "filled"]

KINDS = sorted(reader.forms())
# A case that fails is shown as it is: to make it smaller takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

_ODD = (
    "=1+1",
    "'=quoted",
    "'",
    "@SUM(A1)",
    "+41 1",
    "-",
    "007",
    " two spaces at the ends  ",
    'He said "no", and; left\tit.',
    "first\nsecond\n\nfourth",
    "ends with a carriage return\r",
    "https://example.org/not a link",
    "مواءمة القواعد",
    "Ёлка, 規範 und Maß 👩🏽‍⚖️",
    "\u202eright to left\u202c",
    "_x41_ and x005F are no escapes",
    "</script><!-- & <b>",
    "\x01 control",
    "ends with a language@en",
    "ends with an at@",
    "true",
    "2026-01-01",
    "1e5",
    "NULL",
    "Example",
    "word " * 900,
)
_LANGUAGES = ("en", "fr", "ar", "zh-hans")
_ENTITIES = (
    "https://w3id.org/acquis/id/state/XAA",
    "https://w3id.org/acquis/id/norm/gge-2015/c",
    "https://w3id.org/acquis/id/edition/a-70-174/para/13.c",
    "https://example.org/some(where)/else",
    "https://w3id.org/acquis/id/submission/2025-xaa-1",
)
_DAYS = ("2026-05-31", "1899-12-31", "1900-02-28", "9999-12-31")
# No surrogates, which are no characters, nor the two that no workbook can carry.
_LETTERS = st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufffe\uffff\x00")
_KEYS = st.from_regex("[a-z][a-z0-9.~-]{0,12}", fullmatch=True)


def _text(field: Field) -> st.SearchStrategy[str]:
    if field.pattern:
        return st.just(field.example)
    longest = field.longest or 5_000
    odd = st.sampled_from([one for one in _ODD if len(one) <= longest])
    return st.one_of(odd, st.text(_LETTERS, min_size=1, max_size=60)).filter(lambda text: bool(text.strip()))


def _value(field: Field, keys: list[str]) -> st.SearchStrategy[str]:
    if field.spoken:
        languages = st.sampled_from(_LANGUAGES if field.kind == "langtext" else ("", *_LANGUAGES))
        return st.builds(terms.worded, _text(field), languages)
    return {
        "boolean": st.sampled_from(["true", "false"]),
        "choice": st.sampled_from(field.options or ("",)),
        "date": st.one_of(st.sampled_from(_DAYS), st.dates().map(lambda day: day.isoformat())),
        "entity": st.sampled_from(_ENTITIES),
        "part": st.sampled_from(keys or [""]),
        "text": _text(field),
        "url": st.sampled_from(["https://mfa.examplia.example/a?b=1#c", "http://xn--e1afmkfd.example/é"]),
    }[field.kind]


def _values(part: Part, keys: dict[str, list[str]]) -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    """Return values for the fields of *part*; parts that may be pointed to have *keys*, by class."""
    needed: dict[str, st.SearchStrategy[tuple[str, ...]]] = {}
    others: dict[str, st.SearchStrategy[tuple[str, ...]]] = {}
    for field in part.fields:
        if field.kind == "part" and not keys[field.cls]:
            continue
        most = 4 if field.repeatable else 1
        several = st.lists(_value(field, keys.get(field.cls, [])), min_size=1, max_size=most, unique=True)
        (needed if field.required else others)[field.name] = several.map(lambda found: tuple(sorted(found)))
    return st.fixed_dictionaries(needed, optional=others)


@st.composite
def filled(draw: st.DrawFn, form: Form) -> Filled:
    """Return *form* filled in, its parts and values in the order in which RDF gives them back."""
    least = {part.cls: max(part.minimum, 1) for part in form.parts}
    counts = {part.cls: draw(st.integers(least[part.cls], min(part.maximum or 3, 3))) for part in form.parts}
    names = draw(st.lists(_KEYS, min_size=sum(counts.values()), max_size=sum(counts.values()), unique=True))
    keys: dict[str, list[str]] = {}
    for cls, count in counts.items():
        keys[cls], names = names[:count], names[count:]
    parts = [
        FilledPart(part.cls, key, draw(_values(part, keys))) for part in form.parts for key in keys[part.cls]
    ]
    made = Filled(form.kind, draw(_values(form.submission, keys)), tuple(parts))
    return from_quads(to_quads(made))
