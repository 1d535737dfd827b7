"Statements of the bank: every row read, matched to members and bills, and booked."
