"""What Tryton itself bills: offers, subscriptions, and the runs that bill them."""
