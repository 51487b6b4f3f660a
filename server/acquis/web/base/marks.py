"""Own the names of what gateway and application tell each other in the environment of a request."""

__all__ = ["GONE", "REFUSED", "RELEASE", "ROUTE"]

# Says when the client has left, as the pool takes it.
GONE = "acquis.gone"
# The HTTP status that the gateway refused the body with, 0 for a body that is there.
REFUSED = "acquis.refused"
# From the application: the current release, if that alone decides the answer beside what the request says.
RELEASE = "acquis.release"
# From the application: the pattern of the address that was asked for.
ROUTE = "acquis.route"
