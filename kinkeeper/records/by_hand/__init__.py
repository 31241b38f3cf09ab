"""School records that teachers and offices enter themselves (docs/decisions/0050)."""
