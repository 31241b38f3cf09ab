"""Whose calendar a file is: that of a school, or of one of its classes or groups. It is said by
whoever imports it, by `scopes.json`, or by the file's name; never guessed."""

import polars as pl

from kinkeeper.roster.records.kind import Known
from kinkeeper.roster.table import FileRefused


def whose(file: str, stem: str, said: str, known: Known) -> tuple[str, str]:
    """The keys of the school, and of the class or group (empty: the whole school). `said`: a key,
    or the path of a school; empty where only the file's name says it. Raises `FileRefused`."""
    named = said or stem
    groups = known.groups.filter(pl.col("key") == named)
    schools = known.schools.filter(pl.col("key") == named)
    if said and schools.is_empty() and groups.is_empty():
        schools = known.schools.filter(pl.col("path") == said)
    if schools.height + groups.height != 1:
        raise FileRefused("calendar-whose", file=file, named=named)
    if schools.height:
        return schools["key"][0], ""
    at = groups["school_id"][0]
    school = known.schools.filter(pl.col("id") == at)
    if school.is_empty():
        raise FileRefused("calendar-whose", file=file, named=named)
    return school["key"][0], groups["key"][0]
