"""Figures to decide by, each as of today, with the list behind it."""
