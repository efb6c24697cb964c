"""A reply as the house speaks it: neutral to the channel, plain data, storable."""

from __future__ import annotations

from pydantic import BaseModel, Field

from office.outcome import Outcome


class Choice(BaseModel):
    """A button: what it shows, and what comes back when it is pressed."""

    title: str
    payload: str


class Source(BaseModel):
    """Where an answer comes from."""

    title: str
    unit: str | None = None
    date: str | None = None
    """ISO date of the source."""
    url: str | None = None
    entry: str | None = None


class Enclosed(BaseModel):
    """A file that goes with a reply; what is in it stays with its case until it is sent."""

    title: str
    """Its file name."""
    attachment: str | None = None
    """Name of an attachment of the case."""
    event: int | None = None
    letter: str | None = None
    """Or the letter of this kind about this event."""


class Reply(BaseModel):
    """One message to the citizen."""

    text: str
    choices: list[Choice] = Field(default_factory=list)
    sources: list[Source] = Field(default_factory=list)
    audio_url: str | None = None
    """Where a browser hears it."""
    echo: str | None = Field(default=None, exclude_if=lambda echo: echo is None)
    """What was understood of the citizen's recording, as a sentence to stand before the text."""
    data_use: str | None = Field(default=None, exclude_if=lambda notice: notice is None)
    """At first contact: what is kept of the citizen, and how it is erased."""
    aloud: float | None = Field(default=None, exclude_if=lambda aloud: aloud is None)
    """Spoken as well, at this speed; none: text alone."""
    spoken: str | None = Field(default=None, exclude_if=lambda spoken: spoken is None)
    """What is said instead of all of it: one part of a long answer."""
    rest: list[str] = Field(default_factory=list, exclude_if=lambda rest: not rest)
    """Parts still to be said when the citizen says "lanjut"."""
    files: list[Enclosed] = Field(default_factory=list, exclude_if=lambda files: not files)
    """Sent as documents where the channel can; elsewhere a page hands them out."""
    notice: bool = Field(default=False, exclude_if=lambda notice: not notice)
    """Only says that an answer waits; a channel with a window sends its approved template instead."""


class Turn(BaseModel):
    """What one message led to. Kept with the message, so that a repeat gives the same."""

    messages: list[Reply]
    outcome: Outcome
    heard: str | None = None
    """What was understood from a voice note."""
