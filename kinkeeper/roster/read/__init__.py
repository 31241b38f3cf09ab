"""Bytes of a file in, a table out."""
