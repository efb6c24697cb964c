"""Makes the small Whisper-architecture model of data/voice: sentences, synthetic speech, training, export."""
