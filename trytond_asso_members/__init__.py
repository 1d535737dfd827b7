"""Members of an association: what they are billed, what they pay, what they owe."""
