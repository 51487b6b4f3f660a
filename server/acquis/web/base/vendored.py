"""Own where the scripts of others stand that pages load; `make assets` brings them.

It must not know what they do. A page leaves out what is not there, and works without it.
"""

from pathlib import Path

from flask import Blueprint, current_app

from acquis.web.base.addresses import here

__all__ = ["bp", "vendored"]

bp = Blueprint("vendored", __name__)


@bp.app_template_global("vendored")
def vendored(name: str) -> str:
    """Return the address of the file *name*, such as "vega.min.js"; "" where it is not installed."""
    is_there = (Path(current_app.static_folder or "") / "vendor" / name).is_file()
    return here("static", filename=f"vendor/{name}") if is_there else ""
