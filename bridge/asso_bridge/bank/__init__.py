"""Files of the bank, from a folder or the site's admin to the ledger, and what became of them."""
