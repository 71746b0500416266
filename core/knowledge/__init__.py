"""What the system knows: the tables of ``data/knowledge/``, loaded once and compiled for the finders."""

from core.knowledge.compiled import Knowledge, fingerprint, load

__all__ = ["Knowledge", "fingerprint", "load"]
