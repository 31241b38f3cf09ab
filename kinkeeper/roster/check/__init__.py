"""Looks at each row by itself: a canonical table in, tidy rows and their problems out."""
