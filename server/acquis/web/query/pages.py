"""The pages of the question library: what a template needs to show a question, its form and its answer.

It must not read requests or choose an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from acquis import formats
from acquis.engine import Engine, Literal, Term
from acquis.errors import InvalidParameter
from acquis.library import cells, charts, tables, values
from acquis.library.charts import Chart
from acquis.library.choices import Choice
from acquis.library.queries import Question
from acquis.library.tables import Cell, Table
from acquis.library.values import Parameter
from acquis.web.base.addresses import here
from acquis.web.base.served import served
from acquis.web.base.wanted import in_release
from acquis.web.query.call import Call, form_kind

__all__ = ["Field", "MOST_TRIPLES", "about", "chart", "index", "last_page", "page", "used"]

# How many triples of a graph a page shows.
MOST_TRIPLES = 1000
# Up to so many choices stand in a menu; more are offered while somebody types.
_MENU = 60
_LABEL = "Label"
_INPUTS = {"date": "date", "integer": "number"}


@dataclass(frozen=True)
class Field:
    """One box of a form: the `value` in it; `input` is "menu" or "list" of `choices`, or a type of HTML."""

    param: Parameter
    value: str
    choices: tuple[Choice, ...]
    input: str
    is_wrong: bool = False


def index(found: Sequence[Question], tags: Sequence[str], tag: str, words: str) -> str:
    """Return the page that lists the questions *found* for *tag* and *words*."""
    return render_template("query/questions.html", found=found, tags=tags, tag=tag, words=words)


def page(
    asked: Call,
    bound: Mapping[str, Term],
    *,
    table: Table | None = None,
    total: int = 0,
    chart: Chart | None = None,
    verdict: bool | None = None,
    problem: str = "",
    name: str = "",
) -> str:
    """Return the page of a question with its answer, or with the *problem* of the parameter called *name*."""
    question, engine = asked.question, served().engine
    columns = _columns(question, table) if table else []
    return render_template(
        "query/question.html",
        asked=asked,
        question=question,
        fields=_fields(engine, asked, name),
        problem=problem,
        chart=chart,
        heading=cells.heading,
        verdict=verdict,
        headings=[cells.heading(column) for column in columns],
        rows=[[cells.shown(engine, row, column) for column in columns] for row in table.rows]
        if table
        else [],
        total=total,
        last=last_page(asked, total),
        forms=[form for form in formats.offered(form_kind(question)) if form.suffix != "html"],
        cite=_cite(asked),
        sparql=here("sparql.by_get", query=question.query, **_sent(bound)),
        bound=bound,
    )


def chart(asked: Call, table: Table) -> Chart | None:
    """Return the chart of *table*, the whole answer to *asked*; None where none would say more."""
    engine = served().engine

    def read(row: Mapping[str, Cell], column: str) -> str | None:
        found = cells.shown(engine, row, column)
        return None if found is None else found.text

    return charts.chart(asked.question.query, table, _columns(asked.question, table), read)


def last_page(asked: Call, total: int) -> int:
    """Return the number of the last page of *total* rows; 1 where there is no row, or no pages."""
    return max(1, -(-total // asked.size)) if asked.size else 1


def used(asked: Call) -> dict[str, str]:
    """Return the value of each parameter as typed, or its default; those left out are not there."""
    return asked.question.used(asked.given)


def about(asked: Call, total: int) -> list[tuple[str, str]]:
    """Return what a reader of an answer must know to use and cite it, line by line."""
    lines = tables.about(
        asked.question, used(asked), served().release_id, served().manifest, total, asked.address()
    )
    return [*lines, ("Page", f"{asked.page} of {last_page(asked, total)}")] if asked.size else lines


def _cite(asked: Call) -> str:
    """Return where the answer is cited; what is no parameter of the question is no part of it."""
    names = [param.name for param in asked.question.params]
    given = {name: asked.given[name] for name in names if name in asked.given}
    return here("citing.cite", **{**given, "question": asked.question.name, **in_release()})


def _sent(bound: Mapping[str, Term]) -> dict[str, str]:
    return {**{f"${variable}": str(term) for variable, term in bound.items()}, **in_release()}


def _fields(engine: Engine, asked: Call, wrong: str) -> list[Field]:
    """Return the boxes of the form; what one offers may depend on what stands in those before it."""
    bound: dict[str, Term] = {}
    fields = []
    for param in asked.question.params:
        given = asked.given.get(param.name)
        offered = values.offered(engine, param, bound)
        fields.append(_field(engine, param, given, offered, bound, param.name == wrong))
        try:
            found = values.term(engine, param, given, bound)
        except InvalidParameter:
            continue
        if found is not None:
            bound[param.name] = found
    return fields


def _field(
    engine: Engine,
    param: Parameter,
    given: str | None,
    offered: tuple[Choice, ...],
    bound: Mapping[str, Term],
    is_wrong: bool,
) -> Field:
    kind = _INPUTS.get(param.type, "text")
    if offered:
        kind = "menu" if len(offered) <= _MENU else "list"
    typed = given or param.default or ""
    if is_wrong:
        return Field(param, typed, offered, kind, is_wrong)
    try:
        found = values.term(engine, param, given, bound)
    except InvalidParameter:
        return Field(param, typed, offered, kind)
    chosen = [one.value for one in offered if found in (one.node, Literal(one.value))]
    return Field(param, chosen[0] if chosen else typed, offered, kind)


def _columns(question: Question, table: Table) -> tuple[str, ...]:
    """Return the columns to show: a value that was given is known."""
    return cells.columns(table.columns, [param.bound for param in question.params])
