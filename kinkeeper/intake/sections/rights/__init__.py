"""What a plan says parents may see of children: stored, checked, written, taken back."""
