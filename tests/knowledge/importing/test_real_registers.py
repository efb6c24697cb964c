"""Registers as offices publish them: beside the checkout where they are given, else ones of the same shape.

The real files lie in ``../shared/data/dip-real`` with a ``.expected.json`` each, read by hand-checked scripts.
Where those scripts read worse than we do, the difference is named here with its reason.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from knowledge.answerer import Answerer
from knowledge.importing import ImportRefused, ImportResult, import_file
from knowledge.importing.importer import read_drafts
from knowledge.store import Draft, published
from office.database import Database
from office.settings import PROJECT, Settings
from tests.knowledge.importing.registers import write_exempt, write_registers

REAL = PROJECT.parent / "shared" / "data" / "dip-real"
NO_ENTRY = {"Judul Informasi", "BMKG", "BPBD Jawa Barat"}
"""Jabar: a repeated head, and two further holders of one information under a merged title, as rows of their own."""
FRAGMENT = re.compile(r" (?:\S*/\S*(?: T%20OPD%20\(1\)\.pdf)?|ppid)$")
"""Kaltim 2023: the rest of an address that the page cut, read into the title."""


def files(folder: Path) -> dict[Path, list[dict[str, str]]]:
    """Registers with the rows they hold."""
    place = REAL if REAL.is_dir() else write_registers(folder)
    found = {}
    for expected in sorted(place.glob("*.expected.json")):
        rows = json.loads(expected.read_text(encoding="utf-8"))
        found[expected.with_name(expected.name.removesuffix(".expected.json"))] = rows
    return found


@cache
def drafts(file: Path) -> list[Draft]:
    return read_drafts(file, ImportResult(file.name, True))


def flat(text: str) -> str:
    return " ".join(text.split())


def title(row: dict[str, str]) -> str:
    found = flat(row["judul"])
    return FRAGMENT.sub("", found) if row["note"] == "continued" else found


def test_every_register_gives_the_rows_that_are_in_it(tmp_path: Path) -> None:
    registers = files(tmp_path)
    assert len(registers) == 4
    for file, rows in registers.items():
        wanted = [row for row in rows if flat(row["judul"]) not in NO_ENTRY]
        found = drafts(file)
        assert [draft.title for draft in found] == [title(row) for row in wanted], file.name
        for draft, row in zip(found, wanted, strict=True):
            assert draft.category == (row["kategori"].replace(" ", "_") or None), draft.title
            # The colon behind a heading is not part of it.
            assert draft.heading == flat(row["kelompok"]).rstrip(" :"), draft.title
            # In some rows of Kaltim the expected reading slipped: a holder stands for the time, or a word of it.
            if any(letter.isdigit() for letter in row["waktu"]):
                assert flat(row["waktu"]).startswith(flat(draft.period)), draft.title


def test_units_are_those_of_the_rows(tmp_path: Path) -> None:
    for file, rows in files(tmp_path).items():
        wanted = [row for row in rows if flat(row["judul"]) not in NO_ENTRY]
        for draft, row in zip(drafts(file), wanted, strict=True):
            # The expected unit of Kaltim is the office ("PPID Utama"); the holder stands in a field of its own.
            holder = flat(row["pejabat_penguasa"] if row["source"].startswith("kaltim") else row["unit"])
            # Two holders of Kaltim are left empty or taken from the cell beside by the expected reading.
            if holder and not holder.startswith("Informa"):
                assert draft.unit.split(";")[0] == holder, draft.title


def test_one_information_of_several_holders_is_one_entry(tmp_path: Path) -> None:
    [page] = [file for file in files(tmp_path) if file.suffix == ".html"]
    [shared] = [draft for draft in drafts(page) if ";" in draft.unit]
    assert shared.unit == "PPID Jawa Barat; BMKG; BPBD Jawa Barat"
    assert len({shared.link, *shared.links}) == 3


def test_addresses_cut_by_the_page_are_whole(tmp_path: Path) -> None:
    registers = {file.name: drafts(file) for file in files(tmp_path)}
    [cut] = [found for name, found in registers.items() if "2023" in name]
    by_title = {draft.title: draft for draft in cut}
    assert by_title["Visi & Misi"].link == "https://ppid.kaltimprov.go.id/artikel/visi-dan-misi"
    assert by_title["LHKPN"].link == "https://ppid.kaltimprov.go.id/dip/downloadLink/2346"
    assert by_title["LHKPN"].links == ("https://ppid.kaltimprov.go.id/artikel/profil-pimpinan",)
    for found in registers.values():
        assert all(re.match(r"https?://[^\s/]+\.[a-z]{2,}", draft.link) for draft in found if draft.link)


def test_a_second_import_of_every_register_changes_nothing(tmp_path: Path, database: Database) -> None:
    for file in files(tmp_path):
        first = import_file(database, file)
        again = import_file(database, file)
        assert (again.added, again.updated, again.retired) == (0, 0, 0)
        assert again.unchanged == first.added


def test_nothing_of_an_exempt_list_can_be_retrieved(
    tmp_path: Path, database: Database, settings: Settings
) -> None:
    secret = [write_exempt(tmp_path), *(REAL.glob("*dikecualikan*") if REAL.is_dir() else ())]
    mixed = tmp_path / "dip.csv"
    mixed.write_text(
        "No;Judul Informasi;Ringkasan;Unit yang menguasai;Klasifikasi informasi;Bentuk\n"
        "1;Laporan keuangan daerah;Neraca dan arus kas;BPKAD;Informasi berkala;Softcopy\n"
        "2;Riwayat kesehatan pegawai;Rekam medis pegawai;RSUD;Informasi yang dikecualikan;Hardcopy\n"
        "3;Kunci jawaban ujian CPNS;Kunci jawaban;BKD;DIKECUALIKAN;Hardcopy\n",
        encoding="utf-8",
    )
    for file in secret:
        with pytest.raises(ImportRefused, match="dikecualikan"):
            import_file(database, file)
    result = import_file(database, mixed)
    assert [(row.row, row.reason) for row in result.skipped] == [
        (3, "informasi dikecualikan"),
        (4, "informasi dikecualikan"),
    ]
    with database.reading() as session:
        assert [entry.title for entry in published(session)] == ["Laporan keuangan daerah"]
    answerer = Answerer(database, settings)
    for question in (
        "riwayat kesehatan pegawai",
        "kunci jawaban ujian cpns",
        "rekam medis",
        "denah instalasi air",
    ):
        decision = answerer.ask(question)
        assert {item.title for item in decision.candidates} <= {"Laporan keuangan daerah"}
        assert not decision.outcome.startswith("answered")
    answerer.close()
