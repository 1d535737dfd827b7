"""Where the portal's records come from."""
