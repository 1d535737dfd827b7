"""What each member is told: every document, what paid it and why, and what changed since."""
