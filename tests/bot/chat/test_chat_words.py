"""What a text becomes on a page, and what it can never become."""

from __future__ import annotations

import pytest

from bot.chat.words import linked, paragraphs, safe_link


def test_lists_and_paragraphs() -> None:
    html = paragraphs("Siapkan:\n1. surat;\n2. kartu.\n\nGratis.\nHari kerja.\n- pagi\n- siang")
    assert html == (
        '<p>Siapkan:</p><ol start="1"><li>surat;</li><li>kartu.</li></ol>'
        "<p>Gratis.<br>Hari kerja.</p><ul><li>pagi</li><li>siang</li></ul>"
    )


def test_a_list_goes_on_after_a_paragraph() -> None:
    assert '<ol start="2">' in paragraphs("1. surat\nasli\n2. kartu")


@pytest.mark.parametrize(
    "text", ["<script>x</script>", '1. <img src=x onerror="x">', 'https://a.b/"><b>', "- <i>"]
)
def test_markup_stays_text(text: str) -> None:
    html = paragraphs(text)
    assert not any(tag in html for tag in ("<script", "<img", "<b>", "<i>"))


def test_addresses_become_links() -> None:
    assert linked("Buka https://contoh.id/a?b=1&c=2.") == (
        'Buka <a href="https://contoh.id/a?b=1&amp;c=2">https://contoh.id/a?b=1&amp;c=2</a>.'
    )
    assert '<a href="mailto:ppid@contoh.id">' in linked("Surel: ppid@contoh.id.")


def test_only_pages_are_linked() -> None:
    assert safe_link("https://contoh.id/a") == "https://contoh.id/a"
    assert safe_link("/dip?kata=a") == "/dip?kata=a"
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//jahat.id",
        "https://",
        "http://[",
        "",
        None,
    ):
        assert safe_link(address) is None
