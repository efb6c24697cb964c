"""Measures hearing: how right it is, and what a queue of recordings does to who writes (scripts/bench_voice.py)."""
