"""A batch of changes applied: read strictly, booked in order, or refused by name."""
