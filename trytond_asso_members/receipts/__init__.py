"""Tax receipts for what was given, each once."""
