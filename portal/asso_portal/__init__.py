"""A window for members on what they owe, in COIN or any Django site."""
