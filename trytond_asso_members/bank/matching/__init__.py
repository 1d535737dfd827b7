"""Whose money a bank row is, and which bills it pays: in plain Python, without Tryton."""
