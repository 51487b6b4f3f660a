"""What can be handed in, as a page for everybody, and the stances of each topic for the script of the forms.

It must not look at a session: these answers are the same for all.
"""

import json

from flask import Blueprint, Response, render_template

from acquis import formats
from acquis.entry import stances_by_topic
from acquis.forms import reader
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.wanted import in_release
from acquis.web.submit.kinds import files

__all__ = ["bp"]

bp = Blueprint("entry_kinds", __name__)


@bp.get("/submit")
def index() -> Response:
    """List what can be handed in, and how."""
    form = formats.named("html", "note")

    def make() -> str:
        known = reader.forms().values()
        return render_template("entry/kinds.html", forms=known, files=files, in_release=in_release)

    return answer(form, make, negotiated=False)


@bp.get("/submit/stances")
def stances() -> Response:
    """Return the stances that each topic allows."""
    form = formats.named("json", "note")
    return answer(
        form, lambda: json.dumps(stances_by_topic(served().engine), ensure_ascii=False), negotiated=False
    )
