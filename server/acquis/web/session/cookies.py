"""Own the cookie of a session: its name, its marks, and the key that it is signed with.

It must not know what stands in it.
"""

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from acquis.errors import LedgerError
from acquis.web.base.served import Source
from acquis.web.session import secret

__all__ = ["Cookies", "keyed"]


class Cookies(SecureCookieSessionInterface):
    """Cookies that only the server reads, over a safe connection where there is one."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Return whether the cookie goes over safe connections only."""
        return request.is_secure or Source.current().settings.public_url.startswith("https:")

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name of the cookie; by its beginning, browsers let no other host of the domain set it.

        Source: https://www.rfc-editor.org/rfc/rfc6265#section-8.6
        """
        return "__Host-acquis" if self.get_cookie_secure(app) else "acquis"

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of the cookie of *request*; looking at a page makes no key."""
        if self.get_cookie_name(app) in request.cookies and _has_key(app):
            return super().open_session(app, request)
        return self.session_class()


def keyed(app: Flask) -> None:
    """See to it that *app* has its key, and make it for the first who signs in.

    Raises:
        LedgerError: there is none, and none can be made.
    """
    if app.secret_key is None:
        app.secret_key = secret.key(app.extensions["acquis"].settings)


def _has_key(app: Flask) -> bool:
    """Return whether there is a key that a cookie can have been signed with."""
    if app.secret_key is None:
        try:
            app.secret_key = secret.found(app.extensions["acquis"].settings) or None
        except LedgerError:
            # Whoever signs in is told; all pages are as for anybody.
            return False
    return app.secret_key is not None
