"""An entry as an officer writes it: what the form says, what is missing, what becomes of it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import Form

from desk.leftovers import Leftover, leftovers
from knowledge.store import Draft
from knowledge.tables import CATEGORIES, Entry
from office.profile import Office

KINDS = ("faq", "dip")
"""What is written at the desk. Passages of documents come with their file, published answers from a case."""
LEAST_TITLE, LEAST_BODY = 8, 20


@dataclass(frozen=True)
class Written:
    """The form, as it was sent."""

    kind: str = "faq"
    title: str = ""
    body: str = ""
    variants: str = ""
    unit: str = ""
    category: str = ""
    period: str = ""
    form: str = ""
    retention: str = ""
    link: str = ""
    source_date: str = ""
    valid_until: str = ""
    version: str = ""
    """What the officer saw; somebody else's change in between must not be overwritten."""

    @property
    def all_text(self) -> str:
        return "\n".join((self.title, self.body, self.variants))

    def personal(self, office: Office) -> list[Leftover]:
        """What may be somebody's personal data."""
        return leftovers(self.all_text, None, office)

    def problem(self) -> str | None:
        """The key of what is missing or cannot be."""
        if len(self.title.strip()) < LEAST_TITLE:
            return "title"
        if self.kind != "dip" and len(self.body.strip()) < LEAST_BODY:
            return "body"
        if self.link and not self.link.startswith(("https://", "http://")):
            return "link"
        return None if _is_day(self.source_date) and _is_day(self.valid_until) else "date"

    def draft(self, identity: str, kept: Entry | None) -> Draft:
        """The content; what the form does not show stays as it is in ``kept``."""
        written = Draft(
            kind=kept.kind if kept else (self.kind if self.kind in KINDS else "faq"),
            id=identity,
            title=self.title.strip(),
            body=self.body.replace("\r\n", "\n").strip(),
            variants=tuple(line.strip() for line in self.variants.splitlines() if line.strip()),
            unit=self.unit.strip(),
            category=self.category if self.category in CATEGORIES else None,
            period=self.period.strip(),
            form=self.form.strip(),
            retention=self.retention.strip(),
            link=self.link.strip(),
            source_date=_parsed(self.source_date),
            valid_until=_parsed(self.valid_until),
        )
        if kept is None:
            return written
        return replace(
            written,
            heading=kept.heading,
            responsible=kept.responsible,
            links=tuple(kept.links),
            parent=kept.parent,
            page=kept.page,
            source_file=kept.source_file,
        )


def written(
    kind: Annotated[str, Form()] = "faq",
    title: Annotated[str, Form(max_length=500)] = "",
    body: Annotated[str, Form(max_length=20_000)] = "",
    variants: Annotated[str, Form(max_length=5_000)] = "",
    unit: Annotated[str, Form(max_length=300)] = "",
    category: Annotated[str, Form()] = "",
    period: Annotated[str, Form(max_length=300)] = "",
    form: Annotated[str, Form(max_length=300)] = "",
    retention: Annotated[str, Form(max_length=300)] = "",
    link: Annotated[str, Form(max_length=2_000)] = "",
    source_date: Annotated[str, Form()] = "",
    valid_until: Annotated[str, Form()] = "",
    version: Annotated[str, Form()] = "",
) -> Written:
    """The form of a request."""
    return Written(
        kind,
        title,
        body,
        variants,
        unit,
        category,
        period,
        form,
        retention,
        link,
        source_date,
        valid_until,
        version,
    )


def as_written(entry: Entry) -> Written:
    """The form filled with what there is."""
    return Written(
        entry.kind,
        entry.title,
        entry.body,
        "\n".join(entry.variants),
        entry.unit,
        entry.category or "",
        entry.period,
        entry.form,
        entry.retention,
        entry.link,
        entry.source_date.isoformat() if entry.source_date else "",
        entry.valid_until.isoformat() if entry.valid_until else "",
        str(entry.version),
    )


def _parsed(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None


def _is_day(text: str) -> bool:
    try:
        _parsed(text)
    except ValueError:
        return False
    return True
