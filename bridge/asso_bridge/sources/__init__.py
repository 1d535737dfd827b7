"""Where records come from: a dump of COIN, or the pages of a live portal."""
