"""Whatever is said in whatever order: nothing is sent without a yes to a whole form, and no question is a dead end."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.filling import COMPLETE, filling
from actions.forms import kinds
from actions.steps import Batal, Kembali, Koreksi, Sibuk, Tanyakan, Validasi
from actions.tools import Tools
from tests.actions.house import FILLED, filled, slots, tracker, words

SAID = [
    *FILLED.values(),
    *(
        "ya",
        "tidak",
        "lewati",
        "mendapat salinan",
        "ya, kirim permohonan",
        "ya, kirim pengaduan",
        "mulai baru",
    ),
    *(
        "ubah nama",
        "ubah",
        "badan hukum",
        "tanpa permohonan",
        "tidak diumumkan",
        "3",
        "\U0001f600",
        "x" * 5000,
        "\u202e",
    ),
    *(
        "nama saya Siti Aminah, NIK 3374014101900003, alamat Jl. Mawar 3, Kota Bahari",
        "cara kirim salah, lewat pos",
    ),
]
ACTIONS = {"koreksi": Koreksi, "tidak": Koreksi, "kembali": Kembali, "minta": Sibuk, "batal": Batal}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(kinds()),
    turns=st.lists(st.tuples(st.sampled_from(["isi", "ya", *ACTIONS]), st.sampled_from(SAID)), max_size=14),
)
def test_only_a_yes_to_a_whole_form_completes_it(
    tools: Tools, kind: str, turns: list[tuple[str, str]]
) -> None:
    known: dict[str, Any] = filled({}, jenis=kind)
    known |= slots(Tanyakan(tools).decide(tracker(slots=known)))
    for act, text in turns:
        asked, before = known["baris"], filling(tools, tracker(slots=known))
        assert asked, "something is always asked"
        if act == "ya" and asked not in ("konfirmasi", "lanjutkan"):
            act = "isi"  # as the gate decides
        if act in ("isi", "ya"):
            made = tracker(text, act, known | {"jawaban": text}, asked=asked)
            made.events.append({"event": "slot", "name": "jawaban", "value": text})
            spoken = Validasi(tools).decide(made)
        else:
            spoken = ACTIONS[act](tools).decide(tracker(text, act, known, asked=asked))
        words(spoken)
        known |= slots(spoken)
        if known.get("jawaban") == COMPLETE:
            assert (act, asked) == ("ya", "konfirmasi")
            assert before.form.missing(before.values) == []
            return
        if act == "batal":
            assert known["jenis"] is None
            return
        question = Tanyakan(tools).decide(tracker(text, act, known, asked=known["baris"]))
        assert words(question)
        known |= slots(question)
