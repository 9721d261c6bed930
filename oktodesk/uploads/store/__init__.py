"""Where every row is kept: an outbox that must never be lost, and a cache that can be fetched again."""

from oktodesk.uploads.store.records import (
    AllowanceEntry,
    LinkChange,
    LinkRecord,
    Ordering,
    UploadNote,
)
from oktodesk.uploads.store.store import Store

__all__ = ["AllowanceEntry", "LinkChange", "LinkRecord", "Ordering", "Store", "UploadNote"]
