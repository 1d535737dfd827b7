"""The one door to Tryton's ledger: what is posted, lettered and numbered."""
