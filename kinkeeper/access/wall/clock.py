"""The moment at which the pages ask; a demo's clock can be set, to see its school then."""

from datetime import datetime

from kinkeeper.lib import db

CLOCK_TABLE = """
CREATE TABLE IF NOT EXISTS wall.clock (one boolean PRIMARY KEY DEFAULT true CHECK (one),
    moment timestamptz NOT NULL);
"""
CLOCK = """
CREATE OR REPLACE FUNCTION wall.moment() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE {definer} AS $$
    SELECT coalesce((SELECT clock.moment FROM wall.clock clock), now())
$$;
"""


def set_clock(moment: datetime | None) -> None:
    """What the pages see is as of this moment; None: of now. To be run as the owner of the tables.
    Codes, sessions, throttles and the journal go by the real time."""
    db.run("DELETE FROM wall.clock")
    if moment is not None:
        db.run("INSERT INTO wall.clock (moment) VALUES (%s)", [moment])
