"""Dates in English: the month in letters, so that nobody takes the day for the month."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
THOUSAND_SEPARATOR = "\u202f"
NUMBER_GROUPING = 3
