"""Files in a mail, from what mail programs really build."""

from __future__ import annotations

from email.message import EmailMessage

from bot.channels.mail_reading import read

OWN = "tanya@nusalestari.example"
PHOTO = b"\xff\xd8" * 20_000


def mail(text: str = "Ini KTP saya.") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "siti@warga.example"
    made.set_content(text)
    return made


def files(made: EmailMessage) -> list[tuple[str, bytes]]:
    return [(file.title, file.content) for file in read(made.as_bytes(), OWN).files]


def test_each_file_with_its_name() -> None:
    made = mail()
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="ktp.pdf")
    made.add_attachment(b"", maintype="image", subtype="png", filename="Foto Ibu Kota é.png")
    made.add_attachment("satu,dua", subtype="csv", filename="daftar.csv")
    assert files(made) == [("ktp.pdf", b"%PDF-"), ("Foto Ibu Kota é.png", b""), ("daftar.csv", b"satu,dua\n")]
    assert read(made.as_bytes(), OWN).text == "Ini KTP saya."


def test_a_mail_sent_along_is_one_file_and_its_own_files_are_not_ours() -> None:
    inner = mail("di dalam")
    inner.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="dalam.pdf")
    made = mail("di luar")
    made.add_attachment(inner)
    [(_, content)] = files(made)
    assert b"di dalam" in content
    assert read(made.as_bytes(), OWN).text == "di luar"


def test_a_photograph_in_the_words_is_a_file_and_a_letterhead_is_not() -> None:
    made = mail()
    made.add_alternative('<img src="cid:kop"><p>Ini jalannya</p><img src="cid:foto">', subtype="html")
    shown = made.get_payload()[1]  # type: ignore[index]
    assert isinstance(shown, EmailMessage)
    shown.add_related(b"\x89PNG" * 100, "image", "png", cid="<kop>", filename="kop.png")
    shown.add_related(PHOTO, "image", "jpeg", cid="<foto>", filename="jalan.jpg")
    assert files(made) == [("jalan.jpg", PHOTO)]


def test_signatures_and_visiting_cards_are_nothing_the_writer_sent() -> None:
    made = mail()
    made.add_attachment(b"-", maintype="application", subtype="pgp-signature", filename="signature.asc")
    made.add_attachment("BEGIN:VCARD", subtype="vcard", filename="siti.vcf")
    assert files(made) == []
