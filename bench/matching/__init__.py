"""How often matching is right: a corpus made by chance of a seed, and the figures on it."""
