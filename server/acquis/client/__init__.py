"""The Python client: questions and queries over HTTP, answered as data frames, graphs or plain values.

It must not read a release or serve anything: it knows an endpoint by its address only.
"""

from acquis.client.client import Client

__all__ = ["Client"]
