"""The map of known needs: a question is nearer to an entry of its own need than to a neighbour's."""

from __future__ import annotations

from knowledge.needs import read_needs
from knowledge.tables import Entry


def entry(title: str, body: str = "", identity: str = "e1", revision: int = 1) -> Entry:
    return Entry(
        id=identity, kind="faq", title=title, body=body, variants=[], heading="", unit="", category=None,
        period="", revision=revision, status="published",
    )  # fmt: skip


def test_the_need_asked_for_is_met_more_than_a_neighbours() -> None:
    needs = read_needs()
    wanted = needs.wanted("min ktp saya hilang cara bikin lagi gimana")
    own, other = needs.compare(
        wanted, [entry("Penggantian KTP-el yang hilang"), entry("Jadwal imunisasi anak", identity="e2")]
    )
    assert own.met > other.met
    assert own.agreed > other.agreed
    assert own.rival < other.rival
    assert own.told > other.told
    assert own.same > other.same


def test_what_no_office_answers_is_stranger() -> None:
    needs = read_needs()
    assert (
        needs.wanted("lagi galau nih ditinggal gebetan").strange > needs.wanted("syarat akta lahir").strange
    )


def test_nothing_to_compare() -> None:
    needs = read_needs()
    assert needs.compare(needs.wanted("akta"), []) == []
    assert len(needs.compare(needs.wanted("?"), [entry("?")])) == 1


def test_a_changed_entry_is_placed_anew() -> None:
    needs = read_needs()
    wanted = needs.wanted("cara bayar pajak kendaraan")
    before = needs.compare(wanted, [entry("Akta kelahiran")])[0]
    after = needs.compare(wanted, [entry("Pembayaran pajak kendaraan bermotor", revision=2)])[0]
    assert after.met > before.met
