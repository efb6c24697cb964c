"""Documents behind the list -> passages with their pages. Start at :func:`import_document`."""

from knowledge.documents.importing import import_document
from knowledge.documents.kind import is_document

__all__ = ["import_document", "is_document"]
