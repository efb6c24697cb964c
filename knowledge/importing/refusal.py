"""Why a file was not taken."""

from __future__ import annotations


class ImportRefused(ValueError):
    """The file changes nothing. The message is one Indonesian sentence that says what to do."""
