"""Periods, covered days and amounts: plain Python, without Tryton."""
