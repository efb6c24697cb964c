"""A wording is checked when it is saved: what the law asks for, what is known, and that a letter comes out."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.letters.kinds import fields, kinds
from cases.letters.values import samples
from cases.letters.wording import WordingRefused, check, fill, parse
from cases.rules import read_clocks
from cases.states import machine
from office.profile import Office

RECEIPT = kinds()["tanda_bukti"]
WHOLE = "Tanda bukti\n\nNomor | {nomor}\nDiterima | {tanggal_diterima}\n{pemohon} {rincian}\n\nSampai {batas_jawaban}."


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_shipped_wording_is_one_that_could_be_saved(name: str) -> None:
    check(kinds()[name], kinds()[name].shipped())


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_letter_follows_from_a_step_there_is_and_asks_for_fields_it_knows(name: str) -> None:
    kind = kinds()[name]
    assert set(kind.required) <= set(kind.fields) <= fields().keys()
    for case_kind in kind.case_kinds:
        assert any(clock.kind == case_kind for clock in read_clocks())
        assert set(kind.events) <= machine(case_kind).transitions.keys() | {"terdaftar"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (WHOLE.replace("{nomor}", "{nomr}"), "{nomr} tidak dikenal"),
        (WHOLE.replace("{batas_jawaban}", "besok"), "{batas_jawaban} (Batas waktu jawaban) wajib ada"),
        (WHOLE.replace("{nomor}", "{batas_sengketa}"), "{batas_sengketa} tidak dikenal"),
        (WHOLE.replace("{nomor}", "{nomor"), "tidak berpasangan"),
        (WHOLE + "}", "tidak berpasangan"),
        (WHOLE + "\n\n### Terlalu dalam", "terlalu dalam"),
        (WHOLE.replace("Tanda bukti", "{pemohon}"), "perlu judul"),
        (WHOLE + "x" * 20_000, "terlalu panjang"),
    ],
)
def test_a_wording_that_could_fail_later_is_refused_now_with_what_to_change(text: str, says: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        check(RECEIPT, text)
    assert says in str(refused.value)


def test_lines_without_content_are_left_out_and_words_of_several_lines_keep_them() -> None:
    wording = parse("Judul\n\nNama | {pemohon}\nMewakili | {mewakili}\n\n## {mewakili}\n\n{rincian}")
    filled = fill(wording, {"pemohon": "Siti", "mewakili": " ", "rincian": "satu\n\n## dua\n- tiga"})
    assert filled["blocks"] == [
        {"kind": "pairs", "rows": [["Nama", ["Siti"]]]},
        {"kind": "text", "lines": ["satu", "", "## dua", "- tiga"]},
    ]


def test_headings_lists_pairs_and_paragraphs_are_told_apart() -> None:
    wording = parse(
        "# Judul\r\n\r\n## Bagian\r\nisi\r\n\r\n- satu\r\n- dua\r\n\r\na | b\r\n\r\na | b\r\nbukan"
    )
    assert [(block.kind, block.lines) for block in wording.blocks] == [
        ("heading", ("Bagian",)),
        ("text", ("isi",)),
        ("list", ("satu", "dua")),
        ("pairs", ("a | b",)),
        ("text", ("a | b", "bukan")),
    ]


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        title = fill(check(RECEIPT, text), samples(RECEIPT, _office()))["title"]
    except WordingRefused as refused:
        title = str(refused)
    assert title.strip()


@given(st.dictionaries(st.sampled_from(sorted(RECEIPT.fields)), st.text(max_size=60)))
@settings(max_examples=200, deadline=None)
def test_what_a_person_wrote_never_becomes_structure(values: dict[str, str]) -> None:
    blocks = fill(parse(RECEIPT.shipped()), values)["blocks"]
    shipped = [block.kind for block in parse(RECEIPT.shipped()).blocks]
    kept = iter(shipped)
    assert all(block["kind"] in kept for block in blocks)


def _office() -> Office:
    return Office("Kantor", "PPID", "", "", "", "", "", ZoneInfo("Asia/Jakarta"), ())
