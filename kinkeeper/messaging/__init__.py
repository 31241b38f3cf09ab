"""Messages between one parent and the school of the parent's own child."""
