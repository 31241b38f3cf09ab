"""Rosters written as XML or JSON: documents in, one table for each kind of record out."""
