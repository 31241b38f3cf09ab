"""The site's hierarchy and its settings."""
