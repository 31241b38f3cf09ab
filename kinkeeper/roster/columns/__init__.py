"""Which column is which field, and which columns nobody sees."""
