"""The site's changes: marked by triggers, numbered by one writer, served in that order."""
