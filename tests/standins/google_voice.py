"""The unofficial speech address of Google, as gTTS and we speak it: form post in, lines of JSON out."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs

import av
import numpy as np

PATH = "/_/TranslateWebserverUi/data/batchexecute"
RATE = 24_000


@dataclass
class GoogleVoice:
    """What it is to do next, and what it was asked to say."""

    url: str = ""
    behaviour: str = "ok"
    """ok, 429, html, no_sound, not_mp3, playlist, half, endless or silent."""
    texts: list[str] = field(default_factory=list)
    released: Event = field(default_factory=Event)


@contextmanager
def google_voice() -> Iterator[GoogleVoice]:
    """A server of its own on a free port of this machine."""
    state = GoogleVoice()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            _answer(self, state, body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.released.set()
        server.shutdown()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, state: GoogleVoice, body: str) -> None:
    if handler.path != PATH:
        handler.send_error(404)
        return
    (((call, parameters, nothing, kind),),) = json.loads(parse_qs(body)["f.req"][0])
    text, language, _, _ = json.loads(parameters)
    if (call, nothing, kind, language) != ("jQ1olc", None, "generic", "id") or len(text) > 100:
        handler.send_error(400)
        return
    state.texts.append(text)
    if state.behaviour == "429":
        handler.send_response(429)
        handler.end_headers()
        return
    if state.behaviour == "silent":
        state.released.wait(60)
        return
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json; charset=utf-8")
    handler.end_headers()
    _body(handler, state, text)


def _body(handler: BaseHTTPRequestHandler, state: GoogleVoice, text: str) -> None:
    if state.behaviour == "html":
        handler.wfile.write(b"<html><body>Our systems have detected unusual traffic</body></html>")
        return
    if state.behaviour == "endless":
        try:
            while not state.released.wait(0.05):
                handler.wfile.write(b" ")
        except OSError:
            pass
        return
    sound = {
        "no_sound": b"",
        "not_mp3": b"certainly no mp3",
        "playlist": b"#EXTM3U\nfile:///etc/passwd\n",
    }.get(state.behaviour, mp3(text))
    said = json.dumps([base64.b64encode(sound).decode()]) if sound else None
    line = json.dumps(
        [["wrb.fr", "jQ1olc", said, None, None, None, "generic"], ["di", 12], ["af.httprm", 11, "-1", 5]]
    )
    answer = f")]}}'\n\n{len(line)}\n{line}\n25\n" + json.dumps([["e", 4, None, None, len(line)]])
    handler.wfile.write(answer.encode()[: len(answer) // 2 if state.behaviour == "half" else None])


def mp3(text: str) -> bytes:
    """A tone, a tenth of a second for each word."""
    samples = np.arange(len(text.split()) * RATE // 10)
    wave = (np.sin(samples * 440 * 2 * np.pi / RATE) * 9000).astype(np.int16)
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=RATE, frame_size=stream.frame_size)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            for packet in stream.encode(part):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return file.getvalue()
