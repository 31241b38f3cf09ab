"""Calendars (iCalendar, RFC 5545) as files of events: one row for each time that one takes place.

Parsing of lines and values, and walking a rule, are libraries' work. Which line belongs to which
event, what an exception does to a series, and how far anything goes is decided here, event by
event: a broken or hostile one costs itself, and no other.
"""
