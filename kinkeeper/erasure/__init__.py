"""A person's data is erased, but for what the law keeps (docs/decisions/0058)."""
