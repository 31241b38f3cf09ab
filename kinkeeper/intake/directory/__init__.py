"""What the site has of whom a file touches."""
