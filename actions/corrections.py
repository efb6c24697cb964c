"""What a message says about the lines of a form: which one it corrects and to what, or several answers at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from actions.checks import check
from actions.filling import Filling
from actions.forms import Line, line_rules
from cases.fields import Accepted
from office.language import normalise

_NEW_VALUE = re.compile(
    r"\b(?:yang benar(?: adalah| itu)?|yg bener|yg benar|seharusnya|harusnya|hrsnya|mestinya|diganti jadi|ganti jadi"
    r"|ganti menjadi|diganti menjadi|ubah jadi|ubah menjadi|diubah menjadi|menjadi|jadi|tetapi|tapi)\s*[:,]?\s+(.+)$",
    re.IGNORECASE | re.DOTALL,
)

_SAYS_WHAT = re.compile(r"\w\s*[,:;]\s*\w|^\W*(?:ubah|ganti|koreksi|perbaiki|ralat)\b", re.IGNORECASE)
"""How a correction looks that goes on with the new value: after a comma, or told as a command."""


@lru_cache(maxsize=1)
def before_a_value() -> frozenset[str]:
    """Words of a correction, after normalisation, that are not part of the new value."""
    return frozenset(line_rules()["before_a_value"])


def named_line(lines: Iterable[Line], text: str) -> Line | None:
    """The line a correction speaks of: the first one it names before the new value."""
    plain = f" {normalise(text)} "
    places = [
        (at, -len(name), line)
        for line in lines
        for name in line.names
        for ending in ("", "nya", "-nya")
        if (at := plain.find(f" {name}{ending} ")) >= 0
    ]
    return min(places, key=lambda place: place[:2])[2] if places else None


def new_value(text: str, line: Line) -> str | None:
    """What a correction wants to be written instead, when it says so."""
    if found := _NEW_VALUE.search(text):
        return found[1].strip(" .\"'") or None
    if line.answer == "story" and not _SAYS_WHAT.search(text):
        return None  # "rinciannya bukan yang terjadi kemarin" says what is wrong, not what is right
    spoken = {word for name in line.names for word in name.split()}
    words = text.split()
    while words and _leads(words[0], spoken):
        words.pop(0)
    return " ".join(words).strip(" .\"'") or None


def _leads(word: str, spoken: set[str]) -> bool:
    """Whether a word stands before the new value: it names the line or says that something is wrong."""
    plain = normalise(word).removesuffix("-nya")
    parts = {plain, plain.removesuffix("nya"), *plain.split()}
    return not plain or bool(parts & spoken) or set(plain.split()) <= before_a_value()


def several(filling: Filling, text: str) -> dict[str, str]:
    """The lines that one message answers when it names them ("nama saya Siti, NIK 3374…, alamat Jalan Mawar 3").

    What stands before the first name is left for the question that is open. Nothing when only that one is answered.
    """
    marks = _labelled(filling, text)
    if not marks:
        return {}
    ends = [start for _, start, _ in marks[1:]] + [len(text)]
    found: dict[str, str] = {}
    for (named, _, begin), end in zip(marks, ends, strict=True):
        checked = check(filling, named, text[begin:end].strip(" ,;.:\n"))
        if isinstance(checked, Accepted):
            found.setdefault(named.slot, checked.value)
    line = filling.line
    if line is None or not set(found) - {line.slot}:
        return {}
    if line.answer == "story" and not (len(found) > 1 and {"nik", "kontak"} & set(found)):
        return {}  # "data nama dan alamat sekolah" is what is asked for
    before = text[: marks[0][1]].strip(" ,;.:\n")
    if line.slot not in found and before:
        checked = check(filling, line, before)
        if isinstance(checked, Accepted):
            found[line.slot] = checked.value
    return found


def _labelled(filling: Filling, text: str) -> list[tuple[Line, int, int]]:
    """Where lines are named: the line, where its name begins, where its value begins."""
    owner = {label: line for line in filling.form.lines for label in line.labels}
    if not owner:
        return []
    labels = "|".join(re.escape(label) for label in sorted(owner, key=len, reverse=True))
    pattern = rf"(?:^|(?<=[,;.\n])|\bdan\b)\s*({labels})\b(?:\s*(?:saya|sy|adalah|ialah|di))?\s*[:=]?\s*"
    return [
        (owner[match[1].lower()], match.start(), match.end())
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]
