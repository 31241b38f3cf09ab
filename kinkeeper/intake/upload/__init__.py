"""A file comes in, is looked at, and is thrown away again."""
