"""Every state machine: complete as data, and under random steps by anybody on any day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from casekit import APPLICANT, open_database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.changes import ANSWERS, Change, Refused
from cases.effects import EFFECTS
from cases.filing import Filing, open_case
from cases.guards import GUARDS
from cases.lookup import history
from cases.moves import change
from cases.redirections import redirections
from cases.rules import clock_named
from cases.states import KINDS, Machine, machine
from cases.tables import Case
from office.calendar import read_calendar
from office.database import Database
from office.people import permissions
from office.profile import Office, Unit
from office.texts import texts

CALENDAR = read_calendar()
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OFFICE = Office(
    "Kantor", "PPID", "", "", "", "", "", ZoneInfo("Asia/Jakarta"), (Unit("dinkes", "Dinkes", "D"),)
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_can_be_reached_and_has_a_way_on(kind: str) -> None:
    rules = machine(kind)
    for state in rules.states.values():
        leads_on = [step for step in rules.actions_from(state.name) if step.target not in (None, state.name)]
        assert leads_on or state.phase == "closed", state.name
        assert f"cases.status.{kind}.{state.name}" in texts()
        assert f"cases.state.{state.name}" in texts()
    reached, before = {rules.start}, 0
    while before != len(reached):
        before = len(reached)
        reached |= {s.target for s in rules.transitions.values() if s.target and reached & set(s.sources)}
    assert reached == set(rules.states)


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_names_what_exists(kind: str) -> None:
    rules = machine(kind)
    for step in rules.transitions.values():
        assert set(step.guards) <= GUARDS.keys()
        assert set(step.effects) <= EFFECTS.keys()
        assert step.permission in permissions()
        assert not step.outcome or step.outcome in rules.outcomes
        assert f"desk.event.{step.action}" in texts()
        for clock in step.starts:
            assert clock_named(kind, clock, date(2026, 11, 23)).article
    for chosen in rules.classes.values():
        assert clock_named(kind, chosen.clock, date(2026, 11, 23)).limit
    for outcome in rules.answers() + rules.answers(refusal=True):
        assert kind == "sengketa" or f"cases.outcome.{outcome.name}" in texts()


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_has_a_ground_and_an_approval(kind: str) -> None:
    """What is withheld, archived or not followed up is never one person's silent choice."""
    rules = machine(kind)
    for step in rules.transitions.values():
        if "answered" in step.effects and rules.answers(refusal=True):
            assert "not_a_refusal" in step.guards or (step.approves and "refusal_grounded" in step.guards)
        if step.target == "diarsipkan":
            assert {"ground_known", "reason_given"} <= set(step.guards)
        if step.target == "gugur":
            assert {"repair_time_over", "reason_given"} & set(step.guards)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = open_database(Path(tmp_path_factory.mktemp("machines")))
    yield opened
    opened.close()


def wishes(rules: Machine) -> st.SearchStrategy[tuple[Change, int]]:
    """A step somebody could ask for, mostly sensible, and the hours since the last one."""
    either = lambda *names: st.sampled_from([*names, ""])  # noqa: E731
    facts = st.fixed_dictionaries(
        {
            "outcome": either(*rules.outcomes),
            "ground": either(*rules.grounds),
            "statute": either("Undang-Undang 10/1998 Pasal 40"),
            "consequence_test": either("12/UK/2026"),
            "unit": either("dinkes"),
            "extension": either(*rules.extensions),
            "class": either(*rules.classes),
            "body": either(*(body.name for body in redirections())),
            "source": either("https://contoh.example"),
            "holder": either("Badan Pertanahan"),
            "content": either("ya"),
            "into": either("0001/PPID/XI/2026"),
        }
    )
    text = st.sampled_from(["", "Penjelasan yang cukup panjang."])
    wanted = st.builds(
        Change, st.sampled_from([*rules.transitions, "ngawur"]), st.just("petugas:1"), facts, text
    )
    return st.tuples(wanted, st.sampled_from([0, 5, 30, 200, 900]))


@pytest.mark.parametrize("kind", KINDS)
def test_no_order_of_steps_leads_around_the_machine(database: Database, kind: str) -> None:
    rules = machine(kind)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(wishes(rules), max_size=14))
    def walk(steps: list[tuple[Change, int]]) -> None:
        with database.writing() as session:
            filing = Filing(kind, "walk", None, "web", START, "pemohon", {}, {"details": "x", "purpose": ""})
            case = open_case(session, filing, APPLICANT, OFFICE, CALENDAR)
            at = START
            for wanted, hours in steps:
                at += timedelta(hours=hours)
                before = (case.state, case.due_on, case.outcome)
                session.expire(case, ["events"])
                try:
                    change(session, case, wanted, OFFICE, CALENDAR, at)
                except Refused:
                    # One step may be taken on the way before the wanted one is refused; the caller rolls back.
                    if case.state == before[0]:
                        assert (case.due_on, case.outcome) == before[1:]
            check(rules, case, [*history(session, case.id)])
            session.rollback()

    walk()


def check(rules: Machine, case: Case, events: list) -> None:  # type: ignore[type-arg]
    state = rules.start
    for event in events[1:]:
        step = rules.transitions[event.kind]
        assert event.from_state == state
        assert state in step.sources
        state = event.to_state
        assert state == (step.target or event.from_state)
    assert case.state == state
    assert case.safe_on <= case.due_on
    kinds = [event.kind for event in events]
    assert kinds.count("perpanjang") <= 1
    answered = [event for event in events if event.kind in ANSWERS]
    if answered and case.answered_on:
        assert case.outcome == answered[-1].data["outcome"]
        assert answered[-1].text
        if rules.outcomes[case.outcome].refusal:
            assert answered[-1].data["ground"] in rules.grounds
            assert rules.transitions[answered[-1].kind].approves in kinds
    if rules.states[case.state].phase == "closed" and rules.kind != "sengketa":
        assert case.outcome or case.state in ("dialihkan", "diarsipkan", "gugur", "dicabut", "digabung")
