"""School records of a plan: stored, checked, written, taken back; kind by kind, set by set."""
