"""School records in files: which kinds there are, what a row says, and what a plan does with it."""
