"""Forms as data: their lines, checks, names and words fit together."""

from __future__ import annotations

import pytest

from actions.checks import CHECKS, CHECKS_OF_A_FORM
from actions.filers import FIELDS, FILERS
from actions.forms import catalogue, form, kinds, names_something
from cases.fields import Accepted, lines_of, options
from office.language import normalise
from office.texts import texts

GIVEN = {
    "rincian": "Laporan realisasi anggaran 2025",
    "tujuan": "untuk penelitian",
    "cara_memperoleh": "mendapat salinan",
    "cara_pengiriman": "lewat percakapan ini",
    "nama": "nama saya Budi Santoso",
    "nik": "3578-0141-0190-0003",
    "alamat": "Jalan Melati 5, Kota Bahari",
    "kontak": "081234567890",
}


@pytest.mark.parametrize(
    "wish",
    [
        "saya mau ajukan permohonan",
        "saya ingin mengajukan permohonan informasi publik",
        "sy mw ngajuin permohonan informasi dong kak",
        "halo admin bagaimana cara minta informasi",
        "",
    ],
)
def test_a_wish_without_a_subject_names_nothing(wish: str) -> None:
    assert not names_something(wish)


@pytest.mark.parametrize(
    "wish",
    [
        "saya mau minta data anggaran desa",
        "minta laporan keuangan dinas pendidikan 2025",
        "mohon salinan izin lingkungan pabrik semen",
    ],
)
def test_a_wish_with_a_subject_names_it(wish: str) -> None:
    assert names_something(wish)


@pytest.mark.parametrize("kind", kinds())
def test_a_form_asks_for_known_lines_once_each(kind: str) -> None:
    slots = [line.slot for line in form(kind).lines]
    assert len(slots) == len(set(slots))
    for line in form(kind).lines:
        assert (line.check in CHECKS) != (line.check in CHECKS_OF_A_FORM)
        assert f"dialogue.ask.{line.slot}" in texts()
        assert line.answer in ("story", "choice", "short")
        assert [normalise(name) for name in line.names] == list(line.names)
        before = slots[: slots.index(line.slot)]
        assert set(line.when or {}) <= set(before), "what decides about a line is asked before it"


def test_the_lines_of_a_permohonan_are_those_of_the_law_for_each_kind_of_applicant() -> None:
    for applicant, _ in options("applicant_kind"):
        asked = {line.slot for line in form("permohonan").asked({"jenis_pemohon": applicant})}
        assert {FIELDS[slot] for slot in asked if slot in FIELDS} == set(lines_of(applicant))


def test_a_complaint_asks_for_a_name_only_from_who_gives_one_and_never_for_an_identity_number() -> None:
    for kind in ("pengaduan", "aspirasi"):
        hidden = {line.slot for line in form(kind).asked({"anonim": "ya"})}
        named = {line.slot for line in form(kind).asked({"anonim": "tidak"})}
        assert named - hidden >= {"nama", "kontak"}
        assert not hidden & {"nama", "alamat", "kontak"}
        assert "nik" not in named


@pytest.mark.parametrize("kind", kinds())
def test_no_two_lines_of_a_form_share_a_name(kind: str) -> None:
    names = [name for line in form(kind).lines for name in line.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_its_words_and_its_way_of_being_sent(kind: str) -> None:
    assert kind in FILERS
    assert f"dialogue.confirm.{kind}" in texts()


def test_what_a_line_accepts_it_accepts_again_as_stored() -> None:
    """The stored value is shown, corrected and checked again."""
    for slot, given in GIVEN.items():
        check = CHECKS[catalogue()[slot]["check"]]
        first = check(given)
        assert isinstance(first, Accepted), slot
        assert check(first.value) == first
