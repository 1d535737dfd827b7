"""What the bridge may call, and what it is answered."""
