"""The peer of P16: the least that brings enrolments, work, results and marks into tables with the
product's own indexes.

    python -m bench.bare_records FOLDER

Schools, classes and people are there. No stored plan, no problems, no checks: read, COPY into
staging, set-based statements.
"""

import io
import os
import sys
from pathlib import Path

import polars as pl
import psycopg

from kinkeeper.embedded.paths import DATABASE, USER, Places

POINTING = {
    "person_id": "people_person",
    "pupil_id": "people_person",
    "school_id": "records_school",
    "group_id": "records_group",
}
OF_PUPIL = "JOIN people_person pupil ON pupil.sync_key = stage.student_id"
# Of each file its table, the columns that are filled, and where they come from.
FILES = {
    "enrolments": (
        "records_enrolment",
        "key, person_id, group_id, school_id, role, starts_on, ends_on",
        """stage.enrolment_id, pupil.id, place.id, place.school_id, stage.role, stage."from"::date,
        stage.until::date""",
        """JOIN people_person pupil ON pupil.sync_key = stage.person_id
        JOIN records_group place ON place.key = stage.group_id""",
    ),
    "assignments": (
        "records_assignment",
        "key, group_id, school_id, title, description, due_on, max_points, subject, published_at",
        """stage.assignment_id, place.id, place.school_id, stage.title, stage.description,
        stage.due::date, stage.max_points::numeric, stage.subject,
        stage.published_at::timestamptz""",
        "JOIN records_group place ON place.key = stage.class_id",
    ),
    "results": (
        "records_result",
        "key, assignment_id, pupil_id, school_id, status, points, comment, published_at, day",
        """stage.assignment_id || '|' || stage.student_id, work.id, pupil.id, work.school_id,
        stage.status, stage.points::numeric, stage.comment, stage.published_at::timestamptz,
        stage.scored::date""",
        f"{OF_PUPIL} JOIN bare_assignment work ON work.key = stage.assignment_id",
    ),
    "attendance": (
        "records_attendance",
        "key, pupil_id, school_id, day, session, code, reason, published_at",
        """stage.student_id || '|' || stage.date || '|' || stage.session, pupil.id, at.id,
        stage.date::date, stage.session, stage.code, stage.reason,
        stage.published_at::timestamptz""",
        f"{OF_PUPIL} JOIN records_school at ON at.key = stage.school_id",
    ),
}


def main(folder: Path) -> None:
    places = Places(Path(os.environ["KINKEEPER_HOME"]))
    with psycopg.connect(host=str(places.sockets), user=USER, dbname=DATABASE) as connection:
        cursor = connection.cursor()
        for stem, (table, columns, values, joined) in FILES.items():
            bare = table.replace("records", "bare")
            frame = pl.read_csv(folder / f"{stem}.csv", infer_schema=False)
            out = io.BytesIO()
            frame.write_csv(out, include_header=False)
            wanted = ", ".join(f'"{name}" text' for name in frame.columns)
            cursor.execute(f"DROP TABLE IF EXISTS {bare}, stage")
            cursor.execute(f"CREATE TABLE {bare} (LIKE {table} INCLUDING ALL)")
            cursor.execute(f"ALTER TABLE {bare} ALTER id RESTART WITH 100000000")
            for column, target in POINTING.items():
                if column in columns:
                    cursor.execute(
                        f"ALTER TABLE {bare} ADD FOREIGN KEY ({column}) REFERENCES {target} (id)"
                    )
            cursor.execute(f"CREATE TEMP TABLE stage ({wanted})")
            with cursor.copy("COPY stage FROM STDIN (FORMAT csv)") as copy:
                copy.write(out.getvalue())
            cursor.execute("ANALYZE stage")
            cursor.execute(
                f"INSERT INTO {bare} (series, source, {columns}) "
                f"SELECT 'bare', 'bare', {values} FROM stage {joined}"
            )
            cursor.execute(f"ANALYZE {bare}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
