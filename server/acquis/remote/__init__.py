"""Engines elsewhere: servers that speak SPARQL 1.1 answer the queries, instead of the processes of the pool.

Releases are published there graph by graph (`pushing`, `following`), and a node answers queries only while it
holds the release that is asked for (`node`, `runner`). All else is read from the release at hand.

It must not know HTTP as our own server speaks it, nor what the data mean.
"""

from acquis.remote.following import alone, follow, following
from acquis.remote.node import Node, nodes, opened
from acquis.remote.pushing import Pushed, push, state
from acquis.remote.runner import Remote

__all__ = ["Node", "Pushed", "Remote", "alone", "follow", "following", "nodes", "opened", "push", "state"]
