"""What the bridge calls; openapi.json is its contract."""
