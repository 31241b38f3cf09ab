"""The lock between pupils who arrive and imports that make relationships wait for them.

An import that plans to wait for a key and a hand that adds the pupil with that key must not pass
each other unseen: arrivals take the lock shared, an apply takes it alone, and so does a merge of
two accounts. Transaction-level advisory locks, so nothing is left behind by a killed process or a
pooled connection.
"""

from django.db import connection

ARRIVALS = 7_301_001


def arriving() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ARRIVALS])


def applying() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ARRIVALS])
