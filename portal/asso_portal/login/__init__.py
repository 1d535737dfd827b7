"""Coming in by a link in a mail, without a password; off unless the site installs it."""
