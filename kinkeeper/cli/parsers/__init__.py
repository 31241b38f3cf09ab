"""What can be typed, noun by noun; nothing heavy is imported."""
