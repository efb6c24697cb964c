"""What a reply looks like on WhatsApp: parts of its text, with buttons or a list under the last one."""

from __future__ import annotations

from pywa.types.callback import Button, Section, SectionList, SectionRow

from bot.buttons import place
from bot.channels.plain import split, with_sources
from bot.reply import Choice, Reply
from office.texts import Texts

LONGEST = 4096
LONGEST_WITH_CHOICES = 1024
MOST_BUTTONS, LONGEST_BUTTON = 3, 20
MOST_ROWS, LONGEST_ROW, LONGEST_ROW_MORE = 10, 24, 72


def laid_out(reply: Reply) -> list[str]:
    """The messages a reply becomes: choices hang on a part short enough for them, or are numbered in the text."""
    text = with_sources(reply)
    if not reply.choices:
        return split(text, LONGEST)
    if not fits(reply.choices):
        numbered = "\n".join(f"{at}. {one.title}" for at, one in enumerate(reply.choices, 1))
        return split(f"{text}\n\n{numbered}", LONGEST)
    parts = split(text, LONGEST)
    return [*parts[:-1], *split(parts[-1], LONGEST_WITH_CHOICES)]


def buttons(choices: list[Choice], outbox_id: int, texts: Texts) -> list[Button] | SectionList | None:
    """Up to three buttons, else a list; nothing where WhatsApp can show neither."""
    if not fits(choices):
        return None
    if len(choices) <= MOST_BUTTONS and all(len(one.title) <= LONGEST_BUTTON for one in choices):
        return [Button(one.title, place(outbox_id, at)) for at, one in enumerate(choices)]
    rows = [
        SectionRow(
            title=shortened(one.title, LONGEST_ROW),
            callback_data=place(outbox_id, at),
            description=one.title if len(one.title) > LONGEST_ROW else None,
        )
        for at, one in enumerate(choices)
    ]
    return SectionList(texts.say("whatsapp.choose"), [Section(texts.say("whatsapp.choices"), rows)])


def fits(choices: list[Choice]) -> bool:
    """Whether WhatsApp can show these as buttons or as a list."""
    return 0 < len(choices) <= MOST_ROWS and all(len(one.title) <= LONGEST_ROW_MORE for one in choices)


def shortened(title: str, longest: int) -> str:
    """A title cut at a word; the whole of it stands below it."""
    if len(title) <= longest:
        return title
    cut = title[: longest - 1]
    return (cut[: cut.rfind(" ")] if " " in cut else cut).rstrip(" ,;:") + "…"
