"""What a member sees: their documents, what the books say is left of each, how to pay it."""
