"""The peer: the least that brings a roster into tables with the product's own indexes.

    python -m bench.bare FILE [again]

No stored plan, no journal, no problems, no checks: read, COPY into staging, set-based statements.
With `again` the tables stay as they are and only what differs is written.
"""

import io
import os
import sys
from pathlib import Path

import polars as pl
import psycopg

from kinkeeper.embedded.paths import DATABASE, USER, Places

MAKE = """
DROP TABLE IF EXISTS bare_relationship, bare_person;
CREATE TABLE bare_person (LIKE people_person INCLUDING ALL);
ALTER TABLE bare_person ALTER id RESTART WITH 100000000;
CREATE TABLE bare_relationship (LIKE families_relationship INCLUDING ALL);
ALTER TABLE bare_relationship ADD FOREIGN KEY (parent_id) REFERENCES bare_person (id),
                      ADD FOREIGN KEY (child_id) REFERENCES people_person (id);
"""
STAGE = """
CREATE TEMP TABLE stage
    (sync_key text, given text, family text, email text, street text, child text)
"""
PEOPLE = """
INSERT INTO bare_person
    (sync_key, username, username_folded, given_name, family_name, email, street, profile)
SELECT DISTINCT ON (sync_key) sync_key, sync_key, lower(sync_key), given, family, email, street,
    'parent'
FROM stage ORDER BY sync_key
ON CONFLICT (sync_key) DO UPDATE SET email = excluded.email
    WHERE bare_person.email <> excluded.email
"""
RELATIONSHIPS = """
INSERT INTO bare_relationship (parent_id, child_id, state)
SELECT parent.id, child.id, 'active' FROM stage
JOIN bare_person parent ON parent.sync_key = stage.sync_key
JOIN people_person child ON child.sync_key = stage.child
ORDER BY child.id, parent.id
ON CONFLICT DO NOTHING
"""


def main(file: str, *, again: bool) -> None:
    places = Places(Path(os.environ["KINKEEPER_HOME"]))
    frame = pl.read_csv(file, infer_schema=False)
    out = io.BytesIO()
    frame.write_csv(out, include_header=False)
    with psycopg.connect(host=str(places.sockets), user=USER, dbname=DATABASE) as connection:
        cursor = connection.cursor()
        if not again:
            cursor.execute(MAKE)
        cursor.execute(STAGE)
        with cursor.copy("COPY stage FROM STDIN (FORMAT csv)") as copy:
            copy.write(out.getvalue())
        cursor.execute("ANALYZE stage")
        cursor.execute(PEOPLE)
        cursor.execute("ANALYZE bare_person")
        cursor.execute(RELATIONSHIPS)


if __name__ == "__main__":
    main(sys.argv[1], again="again" in sys.argv)
