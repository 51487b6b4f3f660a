"""Own whether a form comes from a page of ours: by what browsers say of where a request is from.

It must not look at who is signed in. No page of another site can set or leave out these headers.
"""

from urllib.parse import urlsplit

from flask import request

from acquis.errors import AccessDenied, UnsupportedMedia
from acquis.web.base.addresses import here
from acquis.web.base.served import Source

__all__ = ["refuse_foreign"]

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def refuse_foreign() -> None:
    """Let the request pass when it is a form, and no browser says that another site has sent it.

    Raises:
        AccessDenied: it is from another site.
        UnsupportedMedia: it is no form.
    """
    if _is_foreign():
        raise AccessDenied("This form was sent by another site: open the page here, and send it from there.")
    if request.mimetype not in _FORMS:
        raise UnsupportedMedia(
            f"A body of type {request.mimetype[:100] or 'unknown'} is not read here: send a form."
            f" Programs hand in at {here('submissions.hand_in')}.",
            given=request.mimetype,
            accepted=_FORMS,
        )


def _is_foreign() -> bool:
    """Return whether a browser says that another site has sent this request.

    What has no Sec-Fetch-Site is from an older browser, or came without encryption: there Origin counts.
    Ports do not, as a proxy may have another. A program that sends neither has no cookies of anybody.
    Source: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header,
    https://fetch.spec.whatwg.org/#origin-header
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and _host(origin) not in _own_hosts()


def _own_hosts() -> set[str]:
    public = Source.current().settings.public_url
    return {_host(request.host_url), *([_host(public)] if public else [])}


def _host(address: str) -> str:
    """Return the host of *address*, "" where it has none, such as the origin `null`."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
