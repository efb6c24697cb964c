"""Personal data at rest: sealed to its place, with a key of its own, changed by nobody unnoticed."""

from __future__ import annotations

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.sealed import SealBroken, Sealer

SEALER = Sealer(b"k" * 32)


@given(st.text(), st.text())
def test_what_is_sealed_opens_as_it_was(text: str, place: str) -> None:
    sealed = SEALER.seal(text, place)
    assert SEALER.open(sealed, place) == text
    assert sealed != SEALER.seal(text, place), "equal texts give different results"


def test_a_value_moved_to_another_place_does_not_open() -> None:
    with pytest.raises(SealBroken):
        SEALER.open(SEALER.seal("rahasia", "inbox.text"), "case.details")


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        Sealer(b"x" * 32).open(SEALER.seal("rahasia", "a"), "a")


@given(st.integers(0, 50), st.integers(1, 255))
def test_a_changed_byte_is_noticed(at: int, flip: int) -> None:
    prefix, key, body = SEALER.seal("rahasia", "a").split(".")
    raw = bytearray(base64.urlsafe_b64decode(body))
    raw[at % len(raw)] ^= flip
    with pytest.raises(SealBroken):
        SEALER.open(f"{prefix}.{key}.{base64.urlsafe_b64encode(raw).decode()}", "a")


@pytest.mark.parametrize(
    "damaged", ["", "v1", "v1.x", "v1.deadbeef.", "v2.a.b", "teks biasa", "v1.é.é", "..", "v1..AA=="]
)
def test_what_was_never_sealed_is_refused(damaged: str) -> None:
    with pytest.raises(SealBroken):
        SEALER.open(damaged, "a")


def test_a_key_is_32_bytes() -> None:
    with pytest.raises(ValueError, match="32"):
        Sealer(b"short")


def test_the_key_file_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data.key"
    first = Sealer.from_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Sealer.from_file(path).open(first.seal("x", "a"), "a") == "x"


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    for n in range(10):
        path = tmp_path / f"{n}.key"
        with ThreadPoolExecutor(8) as pool:
            keys = {sealer.key_id for sealer in pool.map(Sealer.from_file, [path] * 8)}
        assert len(keys) == 1


def test_a_fingerprint_finds_without_telling() -> None:
    nik = "3578014101900003"
    assert SEALER.blind(nik, "a") == SEALER.blind(nik, "a")
    assert SEALER.blind(nik, "a") != SEALER.blind(nik, "b")
    assert SEALER.blind(nik, "a") != Sealer(b"x" * 32).blind(nik, "a")
    assert nik not in SEALER.blind(nik, "a")
