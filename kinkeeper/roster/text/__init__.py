"""Text itself: names, letters and words as they are compared, in any script."""
