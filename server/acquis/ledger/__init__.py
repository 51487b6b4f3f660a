"""The ledger of submissions: bytes handed in, what was done with them, and who may; append-only, chained.

It must not read what a document says or decide who may do what. `open` gives a ledger; nothing else in here
is meant for others.
"""

from acquis.ledger.book import Ledger
from acquis.ledger.opening import open_ as open
from acquis.ledger.opening import restore
from acquis.ledger.records import ROLES, Account, Event, Fault, Submission
from acquis.ledger.writing import Handed

__all__ = ["Account", "Event", "Fault", "Handed", "Ledger", "ROLES", "Submission", "open", "restore"]
