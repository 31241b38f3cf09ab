"""School records."""
