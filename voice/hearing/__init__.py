"""A voice note becomes written words, or one clear reason why it does not."""

from voice.hearing.audio import Unheard
from voice.hearing.hearer import Heard, Hearer

__all__ = ["Heard", "Hearer", "Unheard"]
