"""What the three parts write to each other: records, answers, and the digests of both."""
