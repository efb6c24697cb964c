import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import fields
from cases.fields import Accepted, Refused
from cases.filing import applicant_from
from office.texts import texts

NIK = "3578014101900003"


def value(checked: fields.Checked) -> str:
    assert isinstance(checked, Accepted), checked
    return checked.value


def key(checked: fields.Checked) -> str:
    assert isinstance(checked, Refused), checked
    assert checked.words()
    return checked.text_key.removeprefix("cases.field.")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Budi", "Budi"),
        ("nama saya Siti  Aminah", "Siti Aminah"),
        ("Nama lengkap saya adalah Dr. I Gede Putu, S.H.", "Dr. I Gede Putu, S.H"),
        ("Ma'ruf al-Karim", "Ma'ruf al-Karim"),
    ],
)
def test_names(said: str, name: str) -> None:
    assert value(fields.check_name(said)) == name


@pytest.mark.parametrize(
    ("said", "why"),
    [("", "short"), ("A", "short"), ("budi123", "letters"), ("-" * 9, "short"), ("a" * 200, "long")],
)
def test_names_refused(said: str, why: str) -> None:
    assert key(fields.check_name(said)) == f"name.{why}"


@pytest.mark.parametrize(
    "said",
    [
        NIK,
        "3578 0141 0190 0003",
        "35.78.01.410190.0003",
        "NIK saya 3578014101900003.",
        "nik: 3578014101900003",
    ],
)
def test_niks(said: str) -> None:
    assert value(fields.check_nik(said)) == NIK


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("357801410190000", "length"),
        ("35780141019000031", "length"),
        ("tidak punya", "letters"),
        ("3578O14101900003", "letters"),
        ("0078014101900003", "region"),
        ("3578013201900003", "birth"),
        ("3578014113900003", "birth"),
        ("3578017102900003", "birth"),
        ("", "letters"),
        ("١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦", "letters"),
    ],
)
def test_niks_refused(said: str, why: str) -> None:
    assert key(fields.check_nik(said)) == f"nik.{why}"


@given(st.text(st.sampled_from("0123456789 .-abc"), max_size=24))
def test_a_refused_nik_is_never_repeated(said: str) -> None:
    checked = fields.check_nik(said)
    if isinstance(checked, Refused) and len(said.strip()) > 4:
        assert said.strip() not in checked.words()


@given(st.text(max_size=200))
def test_no_text_breaks_a_check(said: str) -> None:
    for name in dir(fields):
        if name.startswith("check_") and name != "check_identity":
            checked = getattr(fields, name)(said)
            assert isinstance(checked, Accepted) or checked.text_key in texts()


def test_a_masked_number_shows_four_digits() -> None:
    assert fields.masked(NIK) == "berakhir 0003"


@pytest.mark.parametrize(
    ("said", "contact"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("wa saya 0812-3456-7890 ya", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("021 3456789", "+62213456789"),
        ("email Siti.A@Contoh.ID", "siti.a@contoh.id"),
    ],
)
def test_contacts(said: str, contact: str) -> None:
    assert value(fields.check_contact(said)) == contact


@pytest.mark.parametrize(("said", "why"), [("tidak ada", "unclear"), ("12345", "phone"), ("a@b", "unclear")])
def test_contacts_refused(said: str, why: str) -> None:
    assert key(fields.check_contact(said)) == f"contact.{why}"


@pytest.mark.parametrize(
    ("check", "said", "chosen"),
    [
        (fields.check_obtain, "1", "melihat"),
        (fields.check_obtain, "minta salinannya dong", "salinan"),
        (fields.check_obtain, "mau baca aja", "melihat"),
        (fields.check_obtain, "salinan", "salinan"),
        (fields.check_deliver, "lewat email aja", "surat elektronik"),
        (fields.check_deliver, "ambil sendiri ke kantor", "ambil langsung"),
        (fields.check_deliver, "di sini aja", "percakapan ini"),
        (fields.check_deliver, "Melalui percakapan ini", "percakapan ini"),
        (fields.check_applicant_kind, "saya mewakili yayasan, ada surat kuasa", "kuasa"),
        (fields.check_applicant_kind, "Perorangan", "perorangan"),
    ],
)
def test_choices(check: object, said: str, chosen: str) -> None:
    assert value(check(said)) == chosen  # type: ignore[operator]


def test_an_unclear_choice_lists_the_options() -> None:
    checked = fields.check_deliver("terserah")
    assert isinstance(checked, Refused)
    assert "Mengambil langsung" in checked.words()


def test_every_value_is_accepted_as_an_answer() -> None:
    for name, check in (
        ("obtain", fields.check_obtain),
        ("deliver", fields.check_deliver),
        ("applicant_kind", fields.check_applicant_kind),
    ):
        for position, (chosen, title) in enumerate(fields.options(name), start=1):
            assert value(check(chosen)) == value(check(title)) == value(check(str(position))) == chosen


def test_the_citizens_own_words_are_kept() -> None:
    assert (
        value(fields.check_details("  minta RAB jalan\n\nrusak thn 2025 "))
        == "minta RAB jalan\n\nrusak thn 2025"
    )
    assert value(fields.check_purpose("skripsi")) == "skripsi"
    assert key(fields.check_details("data")) == "details.short"
    assert key(fields.check_purpose("ya")) == "purpose.short"
    assert key(fields.check_address("Jakarta")) == "address.short"


def test_a_legal_entity_gives_its_decree() -> None:
    assert value(fields.check_identity("badan_hukum", "AHU-0012345.AH.01.04 Tahun 2020"))
    assert key(fields.check_identity("perorangan", "AHU-0012345.AH.01.04 Tahun 2020")).startswith("nik.")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("iya dong", "ya"),
        ("gak usah", "tidak"),
        ("tidak benar", "tidak"),
        ("1", "ya"),
        ("2", "tidak"),
        ("jangan", "tidak"),
    ],
)
def test_yes_and_no(said: str, answer: str) -> None:
    assert value(fields.check_yes_no(said)) == answer


@pytest.mark.parametrize("said", ["entahlah", "tidak apa-apa", ""])
def test_neither_yes_nor_no_is_asked_again(said: str) -> None:
    assert key(fields.check_yes_no(said)) == "yes_no.unclear"


@pytest.mark.parametrize(
    ("said", "without_a_name"),
    [
        ("tanpa nama", "ya"),
        ("ya, tanpa nama", "ya"),
        ("tidak pakai nama saya", "ya"),
        ("jangan sebut nama saya ya", "ya"),
        ("takut ketahuan", "ya"),
        ("ya", "ya"),
        ("dengan nama saya", "tidak"),
        ("tidak, pakai nama saya", "tidak"),
        ("gak usah anonim", "tidak"),
        ("tidak apa-apa pakai nama", "tidak"),
        ("tidak", "tidak"),
    ],
)
def test_who_wants_no_name_is_understood_in_either_way_of_saying_it(said: str, without_a_name: str) -> None:
    assert value(fields.check_anonymous(said)) == without_a_name


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("rahasiakan isinya", "ya"),
        ("tidak boleh dibuka", "ya"),
        ("jangan disebarkan", "ya"),
        ("tidak, boleh dibuka", "tidak"),
        ("tidak perlu dirahasiakan", "tidak"),
        ("boleh diumumkan", "tidak"),
    ],
)
def test_what_is_to_be_secret_is_understood_in_either_way_of_saying_it(said: str, secret: str) -> None:
    assert value(fields.check_confidential(said)) == secret


def test_a_link_is_found_in_what_stands_around_it() -> None:
    assert value(fields.check_link("ini kak https://contoh.id/a?b=1, benar?")) == "https://contoh.id/a?b=1"
    assert key(fields.check_link("tidak ada")) == "link.unclear"
    assert key(fields.check_link("https://contoh.id/" + "a" * 2000)) == "link.long"


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (fields.check_complaint, "Lampu jalan padam", "rusak"),
        (fields.check_place, "Jalan Melati", "a"),
        (fields.check_happened, "kemarin", "k"),
        (fields.check_reported, "RSUD", "a"),
        (fields.check_claim, "Bantuan dibagikan besok", "hoaks?"),
        (fields.check_power_of_attorney, "05/SK/2026 tanggal 3 November 2026", "ada"),
        (fields.check_group, "Warga RT 3", "a"),
        (fields.check_entity, "Yayasan 45", "a"),
        (fields.check_on_behalf_of, "Siti Aminah", "7"),
    ],
)
def test_the_other_lines(check: fields.Callable, good: str, bad: str) -> None:  # type: ignore[type-arg]
    assert value(check(good)) == good
    assert key(check(bad))


@pytest.mark.parametrize("kind", [name for name, _title in fields.options("applicant_kind")])
def test_every_kind_of_applicant_has_its_lines(kind: str) -> None:
    lines = fields.lines_of(kind)
    assert set(lines) <= fields.CHECKS.keys()
    assert {"address", "contact", "name"} <= set(lines)
    for line in lines:
        assert f"cases.line.{line}" in texts()
    filled = applicant_from(kind, {line: f"isi {line}" for line in lines})
    told = {filled.name, filled.identity_number, filled.on_behalf_of, filled.power_of_attorney}
    told |= {filled.address, filled.contact, filled.represented_by}
    assert {f"isi {line}" for line in lines} == told - {None}  # nothing of the form is lost
