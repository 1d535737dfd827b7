"""Statements of the bank, from the file to the books."""
