"""JSON lines, or one JSON list: each object a row, its keys the columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from knowledge.importing.delimited import decode
from knowledge.importing.guards import check_shape
from knowledge.importing.refusal import ImportRefused
from knowledge.importing.sheet import Cell, Sheet, clean


def read_json(path: Path) -> list[Sheet]:
    """One sheet; lists become ``a | b``. Raises :class:`ImportRefused` naming the first broken line."""
    objects = _objects(path, decode(path.read_bytes()))
    columns: dict[str, None] = {}
    for item in objects:
        columns.update(dict.fromkeys(str(key) for key in item))
    check_shape(path, len(objects), len(columns))
    rows = [[Cell(clean(name)) for name in columns]]
    rows += [[Cell(_text(item.get(name))) for name in columns] for item in objects]
    return [Sheet(path.stem, rows)]


def _objects(path: Path, text: str) -> list[dict[str, Any]]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list) and _rows(value)]
        whole = max(lists, key=len) if lists else [whole]
    if isinstance(whole, list):
        return _rows(whole)
    objects: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ImportRefused(
                f"Baris {number} di {path.name} bukan JSON yang sah; perbaiki baris itu."
            ) from error
        if isinstance(item, dict):
            objects.append(item)
    return objects


def _rows(items: list[Any]) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)]


def _text(value: object) -> str:
    if isinstance(value, list):
        return " | ".join(clean(item) for item in value if not isinstance(item, (dict, list)))
    if isinstance(value, dict):
        return ""
    return clean(value)
