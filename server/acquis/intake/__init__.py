"""Submissions: who may do what, handing in, review, what a publication would change, and publication.

Both surfaces call `Intake`. It must not know HTTP or a command line.
"""

from acquis.intake.handing_in import Taken
from acquis.intake.service import Intake

__all__ = ["Intake", "Taken"]
