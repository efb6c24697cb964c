"""Files of every office -> entries. Start at :func:`import_file`."""

from knowledge.importing.importer import import_file
from knowledge.importing.refusal import ImportRefused
from knowledge.importing.result import ImportResult, SheetMapping
from knowledge.importing.rows import Skipped

__all__ = ["ImportRefused", "ImportResult", "SheetMapping", "Skipped", "import_file"]
