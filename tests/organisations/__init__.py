"""The hierarchy, and what an organisation says of itself."""
