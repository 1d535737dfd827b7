"""What a treasurer prints: accounts of members, lists of a day, certificates, deposit slips."""
