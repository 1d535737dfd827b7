"""The two sides laid beside each other: what differs, and whether that can be right."""
