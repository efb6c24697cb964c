"""Canned replies: the shipped ones are sound, the office's own win, and no field is left unfilled."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from cases.changes import Refused
from cases.replies import back_to_shipped, fields, hide, replies, replies_for, save, shipped
from cases.states import KINDS
from office.clock import now
from office.database import Database


def kept(
    session: Session, text: str = "Yth. {nama}, perkara {nomor}.", name: str = "", **more: object
) -> str:
    given = {"title": "Balasan uji", "kinds": ["permohonan"]} | more
    return save(session, name, text=text, person_id=1, at=now(), **given)  # type: ignore[arg-type]


def test_every_shipped_reply_could_be_saved_by_an_office(database: Database) -> None:
    with database.writing() as session:
        for reply in shipped().values():
            kept(session, reply.text, reply.name, title=reply.title, kinds=list(reply.kinds))
    assert set().union(*(reply.kinds for reply in shipped().values())) <= set(KINDS)


def test_the_offices_wording_wins_until_the_shipped_one_is_wanted_again(database: Database) -> None:
    name = next(iter(shipped()))
    with database.writing() as session:
        kept(session, "Kalimat kantor kami sendiri.", name)
        assert replies(session)[name].text == "Kalimat kantor kami sendiri."
        back_to_shipped(session, name)
        session.flush()
        assert replies(session)[name] == shipped()[name]


def test_a_new_reply_has_a_name_of_its_own_and_is_offered_for_its_kinds(database: Database) -> None:
    with database.writing() as session:
        first, second = kept(session), kept(session)
        assert (first, second) == ("balasan_uji", "balasan_uji_2")
        assert first in {one.name for one in replies_for(session, "permohonan")}
        assert first not in {one.name for one in replies_for(session, "pengaduan")}
        back_to_shipped(session, first)
        assert first in replies(session), "it has no shipped wording to go back to"


def test_a_hidden_reply_is_offered_no_more(database: Database) -> None:
    name = "sudah_diumumkan"
    with database.writing() as session:
        hide(session, shipped()[name], 1, now())
        session.flush()
        assert name not in {one.name for one in replies_for(session, "permohonan")}
        assert replies(session)[name].hidden


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Yth. {nma}, ini jawabannya.", "Isian {nma} tidak dikenal"),
        ("Yth. {nama, ini jawabannya.", "tidak berpasangan"),
        ("Yth. {nama.__class__}, jawaban.", "tidak dikenal"),
        ("pendek", "Tulis isi balasan"),
    ],
)
def test_a_text_that_could_not_be_filled_is_refused_when_saved(
    database: Database, text: str, words: str
) -> None:
    with database.writing() as session, pytest.raises(Refused, match=words.replace("{", r"\{")):
        kept(session, text)


def test_title_and_kind_are_needed(database: Database) -> None:
    with database.writing() as session:
        with pytest.raises(Refused, match="judul"):
            kept(session, title="x")
        with pytest.raises(Refused, match="jenis perkara"):
            kept(session, kinds=["rahasia"])
    assert {"nomor", "nama", "unit", "tenggat"} <= set(fields())
