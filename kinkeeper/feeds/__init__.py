"""Calendars that a parent's own programs fetch by a secret address."""
