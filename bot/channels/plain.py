"""A reply as plain text in parts: what every messenger without cards of its own shows."""

from __future__ import annotations

from bot.reply import Reply


def with_sources(reply: Reply) -> str:
    """What was heard of the citizen, the text, then each source with its address."""
    lines = [reply.echo, reply.text] if reply.echo else [reply.text]
    for source in reply.sources:
        about = ", ".join(part for part in (source.title, source.unit, source.date) if part)
        lines.append(f"Sumber: {about}" + (f"\n{source.url}" if source.url else ""))
    return "\n\n".join(lines)


def opening(reply: Reply) -> list[str]:
    """What is sent before the reply: at first contact, what is kept of the citizen."""
    return [reply.data_use] if reply.data_use else []


def split(text: str, longest: int) -> list[str]:
    """Parts no longer than ``longest`` UTF-16 units, cut after a line, a sentence or a word; none is empty."""
    parts = []
    text = text.strip()
    while len(fitting := _prefix(text, longest)) < len(text):
        cut = max(fitting.rfind(mark) for mark in ("\n", ". ", "? ", "! "))
        if cut < len(fitting) // 2:
            cut = fitting.rfind(" ")
        cut = cut + 1 if cut > 0 else len(fitting)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text else parts


def _prefix(text: str, longest: int) -> str:
    """As much of the text as ``longest`` UTF-16 units hold (an emoji is two; Telegram counts so)."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", errors="ignore")
