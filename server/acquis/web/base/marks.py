"""Own the names of what the gateway leaves in the environment of a request (PEP 3333) for the application."""

__all__ = ["GONE", "REFUSED"]

# Says when the client has left, as the pool takes it.
GONE = "acquis.gone"
# The HTTP status that the gateway refused the body with, 0 for a body that is there.
REFUSED = "acquis.refused"
