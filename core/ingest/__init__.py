"""Files, tables, web pages → documents."""

from core.ingest.files import read
from core.ingest.records import Refusal

__all__ = ["Refusal", "read"]
