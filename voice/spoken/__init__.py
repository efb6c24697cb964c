"""Written Indonesian as one says it aloud: the words a voice gets, and the words ``tanya say --spoken`` prints."""

from voice.spoken.choices import choices_aloud
from voice.spoken.letters import spell
from voice.spoken.writing import write_out

__all__ = ["choices_aloud", "spell", "write_out"]
