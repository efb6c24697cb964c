"""Random walks over HTTP, by everybody, with every form: no way leads around the state machine."""

import random
from datetime import timedelta

import time_machine
from deskkit import UNITS, House

from cases.lookup import history
from cases.states import machine
from cases.tables import Case
from office.clock import now
from office.people import roles

RULES = machine("permohonan")
TEXTS = ("", "pendek", "Penjelasan yang cukup panjang untuk pemohon.")


def form(dice: random.Random, version: int) -> dict[str, str]:
    """A form as anybody could send it, mostly sensible, sometimes not."""
    return {
        "text": dice.choice(TEXTS + TEXTS[2:] * 4),
        "outcome": dice.choice([*RULES.outcomes, "ngawur", "diberikan"]),
        "ground": dice.choice([*RULES.grounds, "", "z"]),
        "statute": dice.choice(["", "Undang-Undang 10/1998 Pasal 40"]),
        "consequence_test": dice.choice(["", "12/UK/2026"]),
        "unit": dice.choice([unit.code for unit in UNITS] + ["ngawur"]),
        "extension": dice.choice([*RULES.extensions, "sibuk"]),
        "version": str(dice.choice([version, version, version, version, version - 1])),
    }


def paths() -> list[str]:
    return ["jawab", "penolakan", "persetujuan", *(f"langkah/{action}" for action in RULES.transitions)]


def check(house: House, case_id: int) -> None:
    """What is stored is a way through the machine, and every answer has what the law asks for."""
    with house.database.reading() as session:
        case = session.get_one(Case, case_id)
        state = RULES.start
        events = history(session, case_id)
        for event in events[1:]:
            step = RULES.transitions[event.kind]
            assert event.from_state == state
            assert state in step.sources, (event.kind, state)
            assert event.to_state == (step.target or state)
            state = event.to_state
        assert case.state == state
        kinds = [event.kind for event in events]
        assert kinds.count("perpanjang") <= 1
        answered = [e for e in events if e.kind in ("jawab", "setujui_penolakan")]
        if answered:
            refusal = RULES.outcomes[case.outcome].refusal
            last = answered[-1]
            assert refusal == (last.kind == "setujui_penolakan")
            if refusal:
                assert last.data["ground"] in RULES.grounds
                assert last.data["consequence_test"]
                assert "ajukan_penolakan" in kinds
        assert (case.answered_on is not None) == bool(answered)
        assert (case.outcome is not None) == (
            bool(answered) or case.state in ("gugur", "dicabut", "digabung")
        )


WALKERS = [*roles(), "ppid_utama", "ppid_utama", "ppid_utama", "atasan_ppid"]


def test_nobody_gets_around_the_machine(house: House) -> None:
    reached: set[str] = set()
    for seed in range(50):
        dice = random.Random(seed)
        with time_machine.travel(now(), tick=False) as clock:
            case_id = house.file(f"walk-{seed}")
            for _ in range(30):
                with house.database.reading() as session:
                    version = session.get_one(Case, case_id).version
                path = dice.choice(paths())
                client = house.client(dice.choice(WALKERS))
                reply = client.post(f"/desk/perkara/{case_id}/{path}", data=form(dice, version))
                assert reply.status_code in (303, 403, 404, 409, 422), (path, reply.status_code)
                check(house, case_id)
                with house.database.reading() as session:
                    reached.add(session.get_one(Case, case_id).state)
                clock.shift(timedelta(hours=dice.choice([0, 1, 20, 100])))
    assert len(reached) >= 7, reached
