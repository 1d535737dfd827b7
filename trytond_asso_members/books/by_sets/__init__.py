"""The fast way, which may be deleted whole: rows as Tryton would leave them."""
