"""TLS to Dovecot and aiosmtpd, whose certificate an authority of the office's own has given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from bot.channels.mail_servers import ServerAway, mailbox, way_out
from office.settings import Mail
from tests.standins.post_office import PostOffice, free_port


@pytest.fixture(scope="module")
def secure() -> Iterator[PostOffice]:
    opened = PostOffice(certified="127.0.0.1")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def misnamed() -> Iterator[PostOffice]:
    opened = PostOffice(certified="lain.example")
    yield opened
    opened.close()


def refusal(known: Mail) -> list[ServerAway]:
    """What each of both ways is refused with."""
    with pytest.raises(ServerAway) as first, mailbox(known):
        pass
    with pytest.raises(ServerAway) as second, way_out(known):
        pass
    return [first.value, second.value]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_both_ways_of_tls_are_signed_in_over(secure: PostOffice, security: str) -> None:
    known = Mail(**secure.settings(security=security))
    with mailbox(known) as box, way_out(known) as server:
        assert box.noop()[0] == "OK"
        assert box.sock.cipher(), "spoken in clear"  # type: ignore[attr-defined]
        assert server.noop()[0] == 250
        assert server.sock.cipher(), "spoken in clear"  # type: ignore[union-attr]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_of_another_name_is_refused(misnamed: PostOffice, security: str) -> None:
    for away in refusal(Mail(**misnamed.settings(security=security))):
        assert away.reason == "certificate"
        assert "mail.ca_file" in str(away)
        assert "127.0.0.1" in str(away)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_authority_nobody_knows_is_refused(secure: PostOffice, security: str, tmp_path: Path) -> None:
    assert [away.reason for away in refusal(Mail(**secure.settings(security=security, ca_file=None)))] == [
        "certificate", "certificate",
    ]  # fmt: skip
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    for away in refusal(Mail(**secure.settings(security=security, ca_file=other))):
        assert away.reason == "certificate"


def test_a_server_without_tls_is_not_spoken_to_in_clear() -> None:
    bare = PostOffice()
    try:
        for security in ("tls", "starttls"):
            ports = {"imap_port": bare.port}
            known = Mail(**bare.settings(security=security, **ports))
            assert {away.reason for away in refusal(known)} == {"tls"}
    finally:
        bare.close()


def test_wrong_password_missing_folder_and_no_server_each_have_their_sentence(secure: PostOffice) -> None:
    wrong = refusal(Mail(**secure.settings(security="tls", password="salah")))
    assert [away.reason for away in wrong] == ["sign_in", "sign_in"]
    missing = Mail(**secure.settings(security="tls", folder="Surat"))
    with pytest.raises(ServerAway, match="tidak mempunyai folder Surat"), mailbox(missing):
        pass
    nobody = {"imap_port": free_port(), "smtp_port": free_port()}
    assert [away.reason for away in refusal(Mail(**secure.settings(security="tls") | nobody))] == ["away"] * 2


def test_a_password_never_goes_to_another_machine_in_clear() -> None:
    known = {"address": "tanya@a.example", "smtp_host": "localhost", "smtp_security": "plain"}
    with pytest.raises(ValueError, match="plain hanya untuk server di mesin ini"):
        Mail(**known, imap_host="mail.a.example", imap_security="plain")  # type: ignore[arg-type]
