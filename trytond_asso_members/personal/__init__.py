"""What is held about a person: shown to them, kept as long as the law asks, then forgotten."""
