"""What the page of a case shows of its files."""

from typing import Any

from sqlalchemy.orm import Session

from cases import attachments
from cases.files import file_rules
from cases.tables import Case
from desk.room import Desk
from office.people import Person, roles
from office.scanner import Scanner


def hidden_from(case: Case, person: Person) -> bool:
    """Whether a citizen's files are kept from a person: they may tell who complains anonymously."""
    return case.anonymous and roles()[person.role].scope == "unit"


def shown(desk: Desk, session: Session, case: Case, person: Person) -> dict[str, Any]:
    """What the page of a case says of its files."""
    scanner = Scanner(desk.settings.scanner)
    rows = [
        row
        for row in attachments.of_case(session, case)
        if not (row.from_citizen and hidden_from(case, person))
    ]
    return {
        "attachments": rows,
        "for_answer": attachments.for_answer(session, case),
        "attachment_trouble": {row.id: attachments.trouble(row, scanner) for row in rows},
        "scanner_set": scanner.is_set,
        "file_rules": file_rules(),
    }
