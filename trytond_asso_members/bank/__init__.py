"""The bank: every row of its files read, matched with members and booked."""
