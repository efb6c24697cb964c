"""Letters: the office's words with fields, filled from a case's event, set as tagged PDF, kept as sent."""
