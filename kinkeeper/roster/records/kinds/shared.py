"""What columns of several kinds have in common."""

import polars as pl

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Directory, Flaw, Known, Rule, Type


def school(heading: str = "school_id") -> Column:
    return Column("school_id", heading, Type.REFERENCE, directory=Directory.SCHOOL, required=True)


def group(heading: str, *, required: bool = False) -> Column:
    return Column("group_id", heading, Type.REFERENCE, directory=Directory.GROUP, required=required)


def pupil(heading: str, *, required: bool = False) -> Column:
    return Column("pupil_id", heading, Type.REFERENCE, directory=Directory.PUPIL, required=required)


def day(name: str, heading: str, *, required: bool = False) -> Column:
    return Column(name, heading, Type.DAY, cells.day, required=required)


def moment(name: str, heading: str) -> Column:
    return Column(name, heading, Type.MOMENT, cells.moment)


def points(name: str, heading: str, read: cells.Read = cells.points) -> Column:
    return Column(name, heading, Type.DECIMAL, read)


def flag(name: str, heading: str) -> Column:
    return Column(name, heading, Type.FLAG, cells.flag)


def text(name: str, heading: str, *, required: bool = False, longest: int = 200) -> Column:
    return Column(name, heading, Type.TEXT, cells.words, required=required, longest=longest)


def not_before(last: str, first: str, heading: str, *, asked: bool = False) -> Rule:
    """ISO texts compare as what they say."""

    def find(_frame: pl.DataFrame, _known: Known) -> list[Flaw]:
        return [Flaw("record-backwards", heading, pl.col(last) < pl.col(first), asked=asked)]

    return Rule(find)


def in_its_school(heading: str) -> Rule:
    """The group of a row is one of the row's school."""

    def needs(frame: pl.DataFrame, known: Known) -> pl.DataFrame:
        groups = known.groups.select(group_id="id", group_school="school_id")
        return frame.join(groups, on="group_id", how="left", maintain_order="left")

    def find(_frame: pl.DataFrame, _known: Known) -> list[Flaw]:
        return [Flaw("record-elsewhere", heading, pl.col("group_school") != pl.col("school_id"))]

    return Rule(find, needs)
