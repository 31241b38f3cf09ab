"""The relationships of a plan: stored, checked, written, taken back."""
