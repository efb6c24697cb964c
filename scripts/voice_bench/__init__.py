"""Measures how right hearing is (scripts/bench_voice.py)."""
