"""Promises of members to pay in instalments: the books stay as they are, and reminders wait."""
