"""What counts of a mail, from what programs really send."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.mail_reading import own_words, plain, read

OWN = "tanya@nusalestari.example"
THREAD = "0123456789abcdef01234567"


def mail(body: str = "Berapa lama permohonan dijawab?", **headers: str) -> bytes:
    made = EmailMessage()
    known = {
        "From": "Siti <Siti@Warga.example>",
        "To": OWN,
        "Subject": "Tanya",
        "Message-ID": "<1@warga.example>",
    }
    for name, value in (known | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        made[name] = value
    made.set_content(body)
    return made.as_bytes()


def test_who_wrote_what() -> None:
    found = read(mail(), OWN)
    assert (found.sender, found.message_id, found.thread) == ("siti@warga.example", "<1@warga.example>", None)
    assert (found.text, found.files) == ("Berapa lama permohonan dijawab?", ())
    assert not found.unattended


@pytest.mark.parametrize(
    "headers",
    [
        {"To": f"PPID <tanya+{THREAD}@nusalestari.example>"},
        {"Delivered_To": f"tanya+{THREAD}@nusalestari.example"},
        {"In_Reply_To": f"<17.{THREAD}@nusalestari.example>"},
        {"References": f"<9@x.example> <17.{THREAD}@nusalestari.example>"},
    ],
)
def test_which_thread_it_answers(headers: dict[str, str]) -> None:
    assert read(mail(**headers), OWN).thread == THREAD


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<berita.example>"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@mx.example"},
        {"From": "no-reply@bank.example"},
        {"From": OWN},
    ],
)
def test_machines_are_never_answered(headers: dict[str, str]) -> None:
    assert read(mail(**headers), OWN).unattended


def test_a_person_who_says_auto_submitted_no_is_answered() -> None:
    assert not read(mail(Auto_Submitted="no"), OWN).unattended


def report(action: str, about: str) -> bytes:
    return (
        "From: mailer-daemon@mx.example\r\nTo: tanya@nusalestari.example\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; siti@warga.example\r\nAction: {action}\r\n"
        f"Status: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\n--b--\r\n"
    ).encode()


def test_a_report_names_the_mail_that_did_not_arrive() -> None:
    assert read(report("failed", f"<17.{THREAD}@nusalestari.example>"), OWN).failed == 17
    assert read(report("delayed", f"<17.{THREAD}@nusalestari.example>"), OWN).failed is None
    assert read(report("failed", "<17@elsewhere.example>"), OWN).failed is None
    assert read(report("failed", f"<17.{THREAD}@nusalestari.example>"), OWN).unattended


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Ya, kirim.\n\nPada Sen, 23 Nov 2026 pukul 09.05 PPID <t@x.example> menulis:\n> Kirim?", "Ya, kirim."),
        ("Batal\n\nOn Mon, Nov 23, 2026 at 9:05 AM PPID\n<tanya@x.example> wrote:\n\n> Kirim?", "Batal"),
        ("Dijawab di bawah:\n> Nama Anda?\nSiti Aminah\n> Alamat?\nJalan Melati 5",
         "Dijawab di bawah:\nSiti Aminah\nJalan Melati 5"),
        ("Terima kasih\n-----Original Message-----\nFrom: x\nisi lama", "Terima kasih"),
        ("Setuju\n________________________________\nDari: PPID <tanya@x.example>\nDikirim: Senin", "Setuju"),
        ("Halo\n-- \nSiti\nTelepon rumah", "Halo"),
        ("> hanya kutipan", "> hanya kutipan"),
        ("Dari: Surabaya ke Malang, berapa tarif bus?", "Dari: Surabaya ke Malang, berapa tarif bus?"),
    ],
)  # fmt: skip
def test_the_writers_own_words(text: str, own: str) -> None:
    assert own_words(text) == own


def test_html_becomes_words() -> None:
    html = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><p>Selamat pagi,</p><div>Mohon "
        "<b>salinan</b>&nbsp;APBD<br>tahun 2025.</div><script>alert(1)</script>"
        '<div class="gmail_quote">kutipan</div><blockquote>kutipan juga</blockquote></body></html>'
    )
    words = plain(html)
    assert "Mohon salinan APBD\ntahun 2025." in words
    for gone in ("kutipan", "alert", "color"):
        assert gone not in words
    made = EmailMessage()
    made["From"], made["Subject"] = "siti@warga.example", "x"
    made.set_content(html, subtype="html")
    assert "Mohon salinan APBD" in read(made.as_bytes(), OWN).text


def test_an_empty_mail_says_its_subject() -> None:
    assert (
        read(mail("\n", Subject="Syarat membuat akta kelahiran"), OWN).text == "Syarat membuat akta kelahiran"
    )


def test_words_between_pictures_belong_together() -> None:
    made = EmailMessage()
    made["From"] = "siti@warga.example"
    made.set_content("Jalan ini rusak:")
    made.add_attachment(b"\xff\xd8" * 20_000, maintype="image", subtype="jpeg", disposition="inline")
    made.add_attachment("Mohon diperbaiki.", disposition="inline")
    found = read(made.as_bytes(), OWN)
    assert found.text == "Jalan ini rusak:\n\n\nMohon diperbaiki."
    assert [len(file.content) for file in found.files] == [40_000]


HOSTILE = [
    b"",
    b"\x00\xff\xfe",
    b"From: =?utf-8?b?!!!?=\r\n\r\nhalo",
    b"From: a@b\r\nContent-Type: text/plain; charset=xyz\r\n\r\nhalo\xe9",
    b"From: <<>>,,@@\r\nMessage-ID: <\r\nReferences: \xff\r\n\r\nx",
    b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: multipart/alternative\r\n\r\n--x--",
    b"From: a@b.c\r\nContent-Type: multipart/report\r\n\r\n",
    b"Subject: " + b"x" * 100_000,
]
HEADS = [b"", b"From: a@b.c\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n"]


def nested(depth: int) -> bytes:
    parts = (f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    return b"From: a@b.c\r\nSubject: dalam\r\n" + "".join(parts).encode() + b"\r\nhalo"


@pytest.mark.parametrize(
    "raw",
    [
        nested(2000),
        b"From: a@b.c\r\nSubject: dalam\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"halo",
        b"From: a@b.c\r\nSubject: dalam\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\n\r\n" * 300_000,
    ],
    ids=["parts in parts", "mails in mails", "many parts"],
)
@pytest.mark.timeout(20)
def test_of_a_bomb_only_the_head_is_read(raw: bytes) -> None:
    found = read(raw, OWN)
    assert (found.sender, found.text, found.files, found.whole) == ("a@b.c", "dalam", (), False)


@pytest.mark.timeout(20)
def test_headers_and_pages_without_end_are_read_only_so_far() -> None:
    assert read(b"From: a@b.c\r\nCc: " + b"x@y.z, " * 200_000 + b"\r\n\r\nhalo", OWN).text == "halo"
    page = b"<div>" * 1_000_000
    assert read(b"From: a@b.c\r\nContent-Type: text/html\r\n\r\n" + page, OWN).sender == "a@b.c"


@pytest.mark.parametrize("raw", HOSTILE)
def test_no_mail_breaks_the_reader(raw: bytes) -> None:
    assert len(read(raw, OWN).text) <= 100_000


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600), st.sampled_from(HEADS))
def test_no_bytes_break_the_reader(body: bytes, head: bytes) -> None:
    read(head + body, OWN)
