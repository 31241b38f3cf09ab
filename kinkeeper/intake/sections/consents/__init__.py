"""What a plan says pupils of age allow their parents: stored, checked, written, taken back."""
