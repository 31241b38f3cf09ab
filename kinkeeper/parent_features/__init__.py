"""What parents see of the school's own choice: which blocks, in which order, and its own words."""
