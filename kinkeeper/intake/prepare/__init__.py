"""From stored files to a stored plan."""
