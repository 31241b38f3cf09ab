"""The people of a plan: stored, checked, written, taken back."""
