"""*Exact* (K6): what a file that tells the whole truth about its parents' children takes away."""

import polars as pl

from kinkeeper.roster.cells.areas import BITS
from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.plan.decide_relationships import RELATIONSHIPS
from kinkeeper.roster.problems import SCHEMA, WARNING

UNRESOLVED = ("pending", "rejected", "asked")


def unreadable(rows: pl.DataFrame, unread: int) -> int:
    """Rows whose person is not known; any parent's child could have stood in them. `unread` could
    not even be cut into cells."""
    return unread + rows.filter(pl.col("person").is_null()).height


def half_said(
    rows: pl.DataFrame, problems: pl.DataFrame, mapping: Mapping
) -> tuple[pl.DataFrame, int]:
    """The rows, not good where a placeholder stood for a child: it says that something is missing,
    not that the child is gone. And how many such stand on no person's row."""
    children = [
        each.lower() for each in (mapping.headings.get("child", ""), *mapping.more_headings)
    ]
    child = pl.col("column").str.to_lowercase().is_in(children)
    nothing = (pl.col("code") == "placeholder") & child
    hit = problems.filter(nothing)["row"]
    said = pl.col("good") & ~pl.col("row").is_in(hit.drop_nulls().implode())
    return rows.with_columns(good=said), hit.null_count()


def dropped(rows: pl.DataFrame, relationships: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """The relationships of `RELATIONSHIPS` that end (`remove`), those that only lose this series of
    files as one of their sources (`drop`), and pending relationships that end (`unwait`).

    Only of parents whose rows are all good and name at least one child, each of them known: an
    empty cell, a bad row or an unresolved key never removes anything.
    """
    whole = (
        rows.filter(pl.col("person_id").is_not_null())
        .group_by("person", "person_id")
        .agg(row=pl.col("row").min(), good=pl.col("good").all())
        .filter("good")
    )
    # a row under a former name may mean this person, and name a child
    whole = whole.join(rows.filter("asked").select("person_id"), on="person_id", how="anti")
    open_ends = relationships.filter(pl.col("act").is_in(UNRESOLVED))
    named = relationships.filter(pl.col("child_id").is_not_null())
    whole = whole.join(open_ends, on="person", how="anti").join(named, on="person", how="semi")
    return ends(whole, named, directory)


def ends(whole: pl.DataFrame, named: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """As `dropped`, of all that this series said of these people (`person`, `person_id`, `row`) but
    for the relationships that are `named`."""
    gone = directory.asserted.join(
        whole.select(parent_id="person_id", row="row", person="person"), on="parent_id"
    ).join(named, on=["person", "child_id"], how="anti")
    gone = gone.filter("ours")
    ended = (
        gone.select(
            "row",
            "person",
            "parent_id",
            "child_id",
            match=pl.lit("internal-id"),
            value="value",
            folded=pl.col("child_id").cast(pl.String),
            kind=pl.lit("unspecified"),
            kind_text=pl.lit(""),
            claim=pl.lit(None, pl.String),
            note=pl.lit(""),
            act=pl.when("others").then(pl.lit("drop")).otherwise(pl.lit("remove")),
            adds_source=pl.lit(value=False),
            state_before="state",
            version="version",
            pending_id=pl.lit(None, pl.Int64),
            starts_on="starts_on",
            ends_on="ends_on",
            areas=pl.lit(None, BITS),
            described=pl.lit(value=False),
        )
        .cast(pl.Schema(RELATIONSHIPS))
        .sort("row", "child_id")
    )
    return pl.concat([ended, _unwaited(whole, directory)])


def _unwaited(whole: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """Waits of the same series that the file no longer names (`unwait`): whoever is whole waits
    for nobody any more."""
    pendings = directory.pendings.filter("ours").join(
        whole.select(parent_id="person_id", row="row", person="person"), on="parent_id"
    )
    return (
        pendings.select(
            "row",
            "person",
            "parent_id",
            "match",
            "value",
            "folded",
            "kind",
            "kind_text",
            child_id=pl.lit(None, pl.Int64),
            claim=pl.lit(None, pl.String),
            note=pl.lit(""),
            act=pl.lit("unwait"),
            adds_source=pl.lit(value=False),
            state_before=pl.lit(None, pl.String),
            version=pl.lit(None, pl.Int64),
            pending_id="id",
            starts_on="starts_on",
            ends_on="ends_on",
            areas=pl.lit(None, BITS),
            described=pl.lit(value=False),
        )
        .select(list(RELATIONSHIPS))
        .cast(pl.Schema(RELATIONSHIPS))
        .sort("row", "pending_id")
    )


def not_removed(count: int, mapping: Mapping) -> pl.DataFrame:
    """The file's problem where rows that cannot be read forbid every removal."""
    return pl.DataFrame(
        [
            {
                "row": None,
                "column": mapping.headings.get("child", ""),
                "code": "not-removed",
                "severity": WARNING,
                "value": "",
                "detail": f'{{"count": {count}}}',
            }
        ],
        schema=SCHEMA,
    )
