"""A stored plan is carried out, in one transaction."""
