"""The parts on their own, in Rasa's environment."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[3]
InRasa = Callable[..., Any]


class TestGate:
    def test_the_tracker_arrives(self, in_rasa: InRasa, toy: Path) -> None:
        """Through Rasa's own loading and parsing of the trained model."""
        code = f"""
import asyncio
from bot.dialogue.gate import Gate
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActiveLoop
from rasa.shared.core.trackers import DialogueStateTracker
seen = []
process = Gate.process
Gate.process = lambda self, messages, tracker=None: seen.append(tracker) or process(self, messages, tracker)
processor = Agent.load({str(toy / "models" / "toy.tar.gz")!r}).processor
heard = []
for events in ([], [ActiveLoop("form_lapor")]):
    tracker = DialogueStateTracker.from_events("citizen", events)
    parsed = asyncio.run(processor.parse_message(UserMessage("mau melaporkan sampah menumpuk"), tracker))
    heard.append(parsed["intent"]["name"])
result = [[t.sender_id, t.active_loop_name] for t in seen] + [heard]
"""
        assert in_rasa(code) == [["citizen", None], ["citizen", "form_lapor"], ["lapor", "isi"]]


class TestClassifier:
    FIT = """
import json, random
import numpy as np
from pathlib import Path
from office.language import normalise
from bot.dialogue.classifier import ActModel
pairs = [(normalise(json.loads(line)["text"]), path.stem) for path in sorted(Path(%r).glob("*.jsonl"))
         for line in path.read_text(encoding="utf-8").splitlines()]
"""
    TOY_ACTS = str(Path(__file__).parent / "toy" / "acts")

    def test_a_saved_model_judges_as_before(self, in_rasa: InRasa, tmp_path: Path) -> None:
        code = (
            self.FIT % self.TOY_ACTS
            + f"""
model = ActModel()
model.fit(*map(list, zip(*pairs)))
model.save(Path({str(tmp_path)!r}))
again = ActModel.load(Path({str(tmp_path)!r}))
texts = ["mau lapor jalan", "berapa lama", "xyzzy"]
result = [[model.predict(t), again.predict(t)] for t in texts]
"""
        )
        for before, after in in_rasa(code):
            assert [act for act, _ in before] == [act for act, _ in after]
            assert [c for _, c in before] == pytest.approx([c for _, c in after], abs=1e-4)
            assert sum(c for _, c in before) == pytest.approx(1)
        assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npz"}  # no pickle

    def test_a_message_is_seen_as_the_vectorisers_see_it(self, in_rasa: InRasa) -> None:
        code = (
            self.FIT % self.TOY_ACTS
            + """
from scipy.sparse import hstack
model = ActModel()
model.fit(*map(list, zip(*pairs)))
result = []
for text in ["mau lapor jalan rusak, jalan rusak!", "BERAPA lama?", "xyzzy", "\u2026"]:
    own = np.zeros(model.weights.shape[1])
    places, values = model._seen(text)
    own[places] = values
    theirs = hstack([each.transform([text]) for each in model.vectorisers.values()]).toarray()[0]
    result.append([float(np.abs(own - theirs).max()), len(places)])
"""
        )
        seen = in_rasa(code)
        assert all(difference < 1e-9 for difference, _ in seen)
        assert seen[0][1] > 20

    def test_two_acts_are_enough(self, in_rasa: InRasa) -> None:
        code = (
            self.FIT % self.TOY_ACTS
            + """
two = [pair for pair in pairs if pair[1] in ("batal", "tanya")]
model = ActModel()
model.fit(*map(list, zip(*two)))
result = [model.predict("batalkan")[0][0], model.predict("jam berapa buka")[0][0]]
"""
        )
        assert in_rasa(code) == ["batal", "tanya"]

    def test_confidence_means_what_it_says(self, in_rasa: InRasa) -> None:
        """On sentences it has not learnt: mean confidence is near the share of right answers."""
        code = (
            self.FIT % str(PROJECT / "data" / "acts")
            + """
random.Random(1).shuffle(pairs)
held, learnt = pairs[: len(pairs) // 5], pairs[len(pairs) // 5 :]
model = ActModel()
model.fit(*map(list, zip(*learnt)))
heard = [(model.predict(text)[0], act) for text, act in held]
result = [float(np.mean([c for (_, c), _ in heard])), float(np.mean([a == act for (a, _), act in heard]))]
"""
        )
        confidence, right = in_rasa(code)
        assert right > 0.6
        assert confidence == pytest.approx(right, abs=0.1)


class TestMakeNlu:
    HARD = (
        'ada "kutip" dan \\garis miring\\n',
        '[jalan](lokasi) dan [desa]{"entity": "x"}',
        "- mulai dengan strip",
        "titik: dua # pagar",
        "{{kurung}} %persen% 'satu' é 🙏",
        "null",
        "baris satu\nbaris dua",
    )

    def test_rasa_reads_back_what_was_written(
        self, in_rasa: InRasa, rasa_python: Path, tmp_path: Path
    ) -> None:
        lines = [json.dumps({"text": text, "register": "everyday", "also": []}) for text in self.HARD]
        (tmp_path / "tanya.jsonl").write_text("\n".join(lines) + "\n\n")
        output = tmp_path / "out" / "nlu.yml"
        script = PROJECT / "bot" / "dialogue" / "make_nlu.py"
        subprocess.run([str(rasa_python), str(script), str(output), str(tmp_path)], check=True)
        code = f"""
from rasa.shared.nlu.training_data.loading import load_data
examples = load_data({str(output)!r}).training_examples
result = [[e.get("text"), e.get("intent"), e.get("entities") or []] for e in examples]
"""
        plain = [" ".join(t.split()).replace("](", "] (").replace("]{", "] {") for t in self.HARD]
        assert in_rasa(code) == [[text, "tanya", []] for text in plain]

    def test_a_line_without_a_text_is_named(self, rasa_python: Path, tmp_path: Path) -> None:
        (tmp_path / "sapa.jsonl").write_text('{"text": "halo"}\n{"teks": "hai"}\n')
        script = PROJECT / "bot" / "dialogue" / "make_nlu.py"
        command = [str(rasa_python), str(script), str(tmp_path / "nlu.yml"), str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 1
        assert "sapa.jsonl:2" in done.stderr


class TestNormaliser:
    def test_new_words_make_an_earlier_training_stale(self, in_rasa: InRasa, tmp_path: Path) -> None:
        code = f"""
from pathlib import Path
from bot.dialogue.normaliser import Normaliser, language
marks = [Normaliser.fingerprint_addon({{}}), Normaliser.fingerprint_addon({{}})]
words = (language.LEXICON / "everyday.tsv").read_text(encoding="utf-8")
(Path({str(tmp_path)!r}) / "everyday.tsv").write_text(words + "brp\\tberapa\\n", encoding="utf-8")
language.LEXICON = Path({str(tmp_path)!r})
result = marks + [Normaliser.fingerprint_addon({{}})]
"""
        first, again, changed = in_rasa(code)
        assert first == again != changed


class TestWithoutTensorflow:
    def test_it_is_not_needed(self, in_rasa: InRasa) -> None:
        code = "import tensorflow, rasa.core.policies.ted_policy\nresult = type(tensorflow).__name__"
        assert in_rasa(code) == "_Module"

    def test_the_switch_gives_the_names_back(self, in_rasa: InRasa) -> None:
        code = "import importlib.util\nresult = importlib.util.find_spec('tensorflow') is None"
        assert in_rasa(code, TANYA_RASA_TENSORFLOW="1") is True

    def test_building_on_what_is_left_out_says_so(self, in_rasa: InRasa) -> None:
        code = """
from rasa.nlu.classifiers.diet_classifier import DIET
try:
    DIET({}, {}, [], True)
    result = ""
except without_tensorflow.LeftOut as error:
    result = str(error)
"""
        assert "leaves out" in in_rasa(code)

    def test_an_installed_library_is_the_one_used(self, in_rasa: InRasa) -> None:
        code = "without_tensorflow.CLOUDS += ('numpy',)\nwithout_tensorflow.install()\nimport numpy\n"
        assert in_rasa(code + "result = numpy.__version__").startswith("1.")


class TestFastValidation:
    CODE = """
import jsonschema
from rasa.core.actions.action import RemoteAction
from bot.dialogue import fast_validation
schema = RemoteAction.action_response_format_spec()
cases = [{}, {"events": []}, {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{}]},
         {"events": {}}, {"events": [{}]}, {"responses": [1]}, {"events": [{"event": "slot"}]}, []]
def verdict(case):
    try:
        jsonschema.validate(case, schema)
    except jsonschema.ValidationError as error:
        return error.message
stock = [verdict(case) for case in cases]
fast_validation.install()
result = [stock, [verdict(case) for case in cases]]
"""

    def test_it_judges_as_the_stock_one(self, in_rasa: InRasa) -> None:
        stock, fast = in_rasa(self.CODE)
        assert stock == fast
        assert None in fast
        assert any(fast)
