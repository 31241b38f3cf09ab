"""What single cells say: a kind, a right, a day, a placeholder, a whole name."""
