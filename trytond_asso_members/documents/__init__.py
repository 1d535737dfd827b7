"""What members and accountants get on paper."""
