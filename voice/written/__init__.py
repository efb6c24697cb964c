"""What was heard, as one would type it: numbers, letters, dates, case numbers and e-mail addresses in signs.

How to call::

    written("Nol delapan satu dua, tiga empat lima enam.")   # -> "08123456"
    written("Jalan Melati nomor lima, R T dua.")             # -> "Jalan Melati nomor 5, RT 2"
"""

from __future__ import annotations

from voice.written.names import case_numbers, letters, mail
from voice.written.numbers import numbers
from voice.written.tokens import read, spelled


def written(heard: str) -> str:
    """The typed form; never raises. The full stop at the end goes: "Siti Rahayu." is no name."""
    tokens = numbers(mail(letters(read(heard))))
    return case_numbers(spelled(tokens)).rstrip(" .,;")
