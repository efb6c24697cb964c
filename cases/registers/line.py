"""One case, as a register asks about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cases.reports.reading import Decision, decision
from cases.tables import Case
from cases.texts import long_date
from office.profile import Office


@dataclass(frozen=True)
class Line:
    """One case, as a register asks about it."""

    case: Case
    office: Office
    numbers: Mapping[int, str]
    """Registration numbers of the cases behind this one."""
    disputes: Mapping[int, str]
    """Numbers of the disputes about objections, by the objection."""
    people: Mapping[int, str]
    """Names of officers, for who decided."""

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that holds, or how the case ended without one."""
        return decision(self.case.kind, self.case.events)

    @property
    def answer(self) -> Decision | None:
        """The answer that holds."""
        return self.decision if self.decision and self.decision.answer else None

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.answer.event.data if self.answer else {}

    @property
    def outcome(self) -> str:
        return self.decision.outcome if self.decision else ""

    def line(self, name: str) -> str:
        """A further line of the form."""
        return next((one.value for one in self.case.lines if one.name == name), "")

    def who(self, name: str) -> str:
        """Something about the applicant; empty when erased or not asked."""
        value = getattr(self.case.applicant, name, None)
        return str(value) if value else ""

    def day_of(self, kind: str) -> str:
        """The last day something happened."""
        days = [event.day for event in self.case.events if event.kind == kind]
        return long_date(days[-1]) if days else ""
