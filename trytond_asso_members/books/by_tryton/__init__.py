"""Tryton's own way: documents written by its own models, slow, whatever hooks into them."""
