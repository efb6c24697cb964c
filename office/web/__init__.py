"""What all pages share: the look, the layout, and the guard before every request."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).resolve().parent / "static"
"""Served under ``/static``."""
TEMPLATES = Path(__file__).resolve().parent / "templates"
