"""Mails that came back: read from a mailbox, and told to the ledger."""
