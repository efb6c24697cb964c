from bot.channels.whatsapp_layout import laid_out, shortened
from bot.reply import Choice, Reply, Source


def test_a_long_answer_comes_in_parts_and_the_choices_hang_on_the_last() -> None:
    reply = Reply(
        text="Kalimat panjang sekali. " * 400,
        choices=[Choice(title="Ya", payload="ya")],
        sources=[Source(title="Daftar", url="https://example.go.id/x")],
    )
    parts = laid_out(reply)
    assert all(len(part) <= 4096 for part in parts)
    assert len(parts[-1]) <= 1024
    assert parts[-1].endswith("https://example.go.id/x")


def test_a_title_is_cut_at_a_word() -> None:
    assert shortened("Ajukan permohonan informasi", 24) == "Ajukan permohonan…"
    assert len(shortened("a" * 40, 24)) == 24
