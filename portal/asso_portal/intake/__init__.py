"""What the books hand back: the balances and the refusals, taken whole or not at all."""
