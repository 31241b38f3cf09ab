"""Kinkeeper: the parent portal a school runs itself."""
