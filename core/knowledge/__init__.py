"""What the system knows: the tables of ``data/knowledge/``, loaded once and compiled for the finders."""

from core.knowledge.check import Fault, check, counts
from core.knowledge.compiled import Knowledge, fingerprint, load

__all__ = ["Fault", "Knowledge", "check", "counts", "fingerprint", "load"]
