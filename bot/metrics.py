"""Figures for the operator's monitoring, under ``/metrics``. Labels name kinds, never people."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

TURNS = Counter("tanya_turns_total", "Messages answered, by channel and outcome.", ["channel", "outcome"])
TURN_SECONDS = Histogram("tanya_turn_seconds", "Seconds from taking a message up to its recorded answer.")
DELIVERIES = Counter(
    "tanya_deliveries_total", "Messages handed to a platform, by channel and result.", ["channel", "result"]
)
MAILS = Counter("tanya_mails_total", "Mails fetched, by what became of them.", ["result"])
HEARD = Counter("tanya_heard_total", "Recordings listened to, by channel and result.", ["channel", "result"])
HEARING_SECONDS = Histogram("tanya_hearing_seconds", "Seconds of listening to one recording.")
ENGINE_AWAY = Counter("tanya_engine_away_total", "Turns that found the dialogue engine away.")
