"""Why there is no answer, said apart."""

from __future__ import annotations

import pytest

from knowledge.abstention import reason, restricted_wishes
from knowledge.query import read_query
from knowledge.style import Style, read_style
from office.outcome import Outcome


@pytest.mark.parametrize(
    ("question", "chance", "outcome"),
    [
        ("minta nomor wa pribadi gubernur dong", 0.2, Outcome.ABSTAINED_RESTRICTED),
        ("siapa nama pelapor pungli itu", 0.3, Outcome.ABSTAINED_RESTRICTED),
        ("prosedur permohonan salinan perda zonasi", 0.3, Outcome.ABSTAINED_NO_EVIDENCE),
        ("renstra", 0.3, Outcome.ABSTAINED_AMBIGUOUS),
    ],
)
def test_reasons(question: str, chance: float, outcome: Outcome) -> None:
    assert reason(read_query(question), chance) is outcome


def test_small_talk_is_out_of_scope() -> None:
    assert reason(read_query("menurut kamu siapa yang menang pemilu"), 0.01) is Outcome.ABSTAINED_OUT_OF_SCOPE


def test_the_restricted_list_is_read() -> None:
    assert len(restricted_wishes()) > 10
    assert all(len(wish) >= 1 for wish in restricted_wishes())


def test_style_adds_up_words() -> None:
    style = Style({"syarat": 0.5, "harga": -1.0}, 0.1)
    assert style(["syarat", "syarat"]) == pytest.approx(0.6)
    assert style(["harga"]) == pytest.approx(-0.9)
    assert style([]) == pytest.approx(0.1)


def test_the_fitted_style_knows_services_from_small_talk() -> None:
    style = read_style()
    service = ["mohon", "informasi", "syarat", "mengurus", "akta", "kelahiran"]
    assert style(service) > style(["kamu", "sudah", "makan"])
