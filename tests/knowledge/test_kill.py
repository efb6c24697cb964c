"""A re-index killed half-way leaves the old index serving."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

from knowledge.answerer import Answerer
from knowledge.store import Draft, put
from office.database import Database
from office.settings import Settings

REINDEX = """
import sys
from knowledge.index import Index
from office.database import Database
from office.settings import load
settings = load()
index = Index(Database(settings), settings)
def told(done, of):
    print(done, of, flush=True)
    if done < of:
        sys.stdin.read()  # stands still in the middle until it is killed
index.rebuild(told)
"""


def test_a_killed_reindex_leaves_the_old_index_serving(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        for number in range(600):
            put(
                session,
                Draft(kind="faq", title=f"Syarat izin usaha nomor{number}", body=f"Syarat ke {number}."),
            )
    answerer = Answerer(database, settings)
    current = json.loads((answerer.index.home / "current.json").read_text())
    before = [item.entry for item in answerer.ask("syarat izin usaha nomor77").candidates]
    answerer.close()
    process = subprocess.Popen(
        [sys.executable, "-c", REINDEX], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "500 600\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert process.stdin is not None
    process.stdin.close()
    answerer = Answerer(database, settings)
    assert json.loads((answerer.index.home / "current.json").read_text()) == current
    assert len(answerer.index) == 600
    assert [item.entry for item in answerer.ask("syarat izin usaha nomor77").candidates] == before
    assert before[0] == "faq-syarat-izin-usaha-nomor77"
    assert len(list(answerer.index.home.glob("*.words"))) == 1
    answerer.close()
