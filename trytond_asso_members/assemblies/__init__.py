"""Who may vote in an assembly: the members up to date on a day, frozen once it is called."""
