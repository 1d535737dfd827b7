"""From an empty database to the working books of an association."""
