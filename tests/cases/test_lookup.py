"""The queue stays quick when it is long: counted and sorted from the index alone."""

from casekit import MORNING, file_one
from sqlalchemy import text

from cases.lookup import Filter, count, count_between, queue, tidy_number
from office.database import Database
from office.profile import Office


def test_counting_and_sorting_never_open_the_rows(database: Database, office: Office) -> None:
    with database.writing() as session:
        file_one(session, office)
    seen: list[str] = []
    from sqlalchemy import event

    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda c, cur, statement, p, ctx, many: seen.append(statement),
    )
    with database.reading() as session:
        count(session, Filter(units=("dinkes",)))
        count_between(session, Filter(), [(None, MORNING.date()), (MORNING.date(), None)])
        queue(session, Filter())
        for statement in seen[-4:-1]:
            marks = dict.fromkeys(range(statement.count("?")), "0")
            plain = statement
            for value in marks.values():
                plain = plain.replace("?", value, 1)
            plan = " ".join(str(row) for row in session.execute(text(f"EXPLAIN QUERY PLAN {plain}")))
            assert "COVERING INDEX ix_case_queue" in plan, plan


def test_numbers_as_people_write_them() -> None:
    assert tidy_number("no. 12/ppid/xi/2026,") == "0012/PPID/XI/2026"
    assert tidy_number("0007/KEB-PPID/I/2027") == "0007/KEB-PPID/I/2027"
    assert tidy_number("bukan nomor") == "BUKANNOMOR"
