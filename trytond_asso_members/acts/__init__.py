"""What a treasurer does by hand, in a few clicks: each act logged, and undone by one."""
