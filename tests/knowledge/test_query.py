"""What a follow-up borrows from the messages before it."""

from __future__ import annotations

import pytest

from knowledge.query import may_stand_alone, read_query

BIRTH = "gimana cara bikin akta kelahiran"


@pytest.mark.parametrize(
    ("before", "question", "there", "absent"),
    [
        ([BIRTH], "syaratnya apa?", {"akta", "lahir", "syarat"}, set()),
        ([BIRTH, "biayanya berapa?"], "kalau lamanya?", {"akta", "lahir"}, {"biaya"}),
        ([BIRTH], "kalau yang 5 tahun syaratnya apa", {"akta", "5", "syarat"}, set()),
        ([BIRTH], "jadwal besuk rumah sakit daerah", {"besuk"}, {"akta"}),
        (["berapa biayanya?"], "berapa lama?", {"biaya"}, set()),
        ([], "syaratnya apa?", {"syarat"}, {"akta"}),
    ],
)
def test_a_follow_up_borrows_the_subject_and_not_what_was_asked_about_it(
    before: list[str], question: str, there: set[str], absent: set[str]
) -> None:
    query = read_query(question, before)
    assert there <= set(query.terms)
    assert not absent & set(query.terms)
    assert query.own <= set(query.terms)


def test_borrowed_words_weigh_less_and_are_not_the_questions_own() -> None:
    query = read_query("syaratnya apa?", [BIRTH])
    assert query.terms["akta"] < query.terms["syarat"]
    assert "akta" not in query.own
    assert "akta" not in query.words
    assert "akta" in query.plain.split()


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Apa itu PPID?", True),
        ("biayanya berapa?", False),
        ("kalau KTP?", False),
        ("berapa lama?", False),
        ("jadwal besuk rumah sakit daerah", False),
    ],
)
def test_only_a_short_question_with_a_subject_is_tried_alone(question: str, alone: bool) -> None:
    assert may_stand_alone(question, [BIRTH]) is alone
    assert not may_stand_alone(question, [])
