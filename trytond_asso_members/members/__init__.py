"""Who the members are, what they subscribe to, where each one stands."""
