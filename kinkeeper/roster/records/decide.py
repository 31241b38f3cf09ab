"""What a plan does with the records of one kind: made, changed, removed, or left as they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.plan.file_summary import problem
from kinkeeper.roster.problems import ERROR, WARNING
from kinkeeper.roster.records import read_rows, standing
from kinkeeper.roster.records.calendars import effects as of_calendars
from kinkeeper.roster.records.calendars.calendar import Calendar
from kinkeeper.roster.records.calendars.effects import Effects
from kinkeeper.roster.records.kind import Kind, Known
from kinkeeper.roster.records.read_rows import Rows
from kinkeeper.roster.records.scopes import Scope, widest_first
from kinkeeper.roster.records.translated import Translated
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import ENTRY, PARTED, RecordAct

LINES: dict[str, Any] = {
    "row": pl.UInt32,
    "kind": pl.String,
    "act": pl.String,
    "key": pl.String,
    "record_id": pl.Int64,
    "person_id": pl.Int64,
    "values": pl.String,
    "before": pl.String,
    "seen": pl.String,
    "series": pl.String,
}


NAMED = ("id", "key", "own", "below")


@dataclass(frozen=True)
class File:
    """One file of a kind: its table, whose rows are numbered through all files, and the scopes for
    which it is complete. `calendar`: what a calendar says besides."""

    name: str
    table: Table
    scopes: Sequence[Scope] = ()
    calendar: Calendar | None = None


@dataclass(frozen=True)
class Outcome:
    """`lines` of the plan (`LINES`), `named` the internal IDs of what the files say again, `after`
    the records of the kind as they will be (`NAMED` and the columns; of what a row was refused no
    key). `removed` of `there`."""

    lines: pl.DataFrame
    named: pl.Series
    after: pl.DataFrame
    problems: pl.DataFrame
    counts: dict[str, int]
    removed: int


def decide(
    kind: Kind,
    files: Sequence[File],
    known: Known,
    there: pl.DataFrame,
    *,
    draw: Callable[[Kind, int], list[int]],
    order: str | None,
    named: bool,
) -> Outcome:
    """`there`: the records of the kind (`standing.STANDING` and the columns). `named`: whether
    records of other kinds name these, or `after` is empty."""
    read = [read_rows.read(kind, file.table, known, order) for file in files]
    read = _narrowest(kind, files, read)
    rows = _without_hands(kind, read_rows.joined(kind, read), there)
    own = there.filter("own").drop("own")
    calendars = [file.calendar for file in files if file.calendar is not None]
    rows = of_calendars.with_cancelled(calendars, rows, own)
    mine = standing.met_by(kind, rows, own)
    held = standing.taken(kind, rows, mine)
    rows = _without_taken(kind, rows, held)
    met = rows.good.join(
        mine, on="key", how="left", suffix="_before", maintain_order="left", coalesce=True
    )
    own = own.join(met.select("id"), on="id", how="anti", maintain_order="left")
    moved = of_calendars.elsewhere(met) if calendars else met.clear()
    met = met.join(moved.select("key"), on="key", how="anti", maintain_order="left")
    met = _with_unsaid(kind, met)
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in kind.compared
    )
    older = of_calendars.older(kind, met)
    met = met.with_columns(
        act=pl.when(pl.col("id").is_null())
        .then(pl.lit(RecordAct.CREATE.value))
        .when(differs & ~pl.col("key").is_in(older["key"].to_list()))
        .then(pl.lit(RecordAct.CHANGE.value))
        .otherwise(pl.lit(RecordAct.UNCHANGED.value))
    )
    new = met.filter(pl.col("act") == RecordAct.CREATE)
    ids = pl.Series("_id", [str(number) for number in draw(kind, new.height)], pl.String)
    met = pl.concat(
        [
            new.with_columns(id=ids),
            met.filter(pl.col("act") != RecordAct.CREATE),
        ]
    ).sort("row")
    more = of_calendars.effects(calendars, older["number"].to_list() if calendars else [])
    gone, kept_because = _gone(kind, list(zip(files, read, strict=True)), rows, own, more)
    gone = _with_deleted(kind, files, gone, own, rows)
    spared = gone.filter("below").height
    gone = gone.filter(~pl.col("below"))
    lines = pl.concat([_lines(kind, met), _removals(kind, gone)])
    acts = dict(met["act"].value_counts().iter_rows())
    more_said = [of_calendars.older_problems(older), of_calendars.elsewhere_problems(moved)]
    problems = pl.concat([rows.problems, *more_said])
    if kept_because:
        problems = pl.concat([problems, problem("records-kept", kept_because)])
    if spared:
        told = {"count": spared, "kind": kind.name}
        problems = pl.concat([problems, problem("records-of-offices", told)])
    after = _after(kind, there, met, gone, held)
    return Outcome(
        lines,
        met.filter(pl.col("act") == RecordAct.UNCHANGED)["id"].cast(pl.Int64),
        after if named else after.clear(),
        problems,
        {
            "create": acts.get(RecordAct.CREATE, 0),
            "change": acts.get(RecordAct.CHANGE, 0),
            "remove": gone.height,
            "unchanged": acts.get(RecordAct.UNCHANGED, 0),
            "rejected": rows.rejected + moved.height,
        },
        gone.height,
    )


def _without_hands(kind: Kind, rows: Rows, there: pl.DataFrame) -> Rows:
    """Of what a person entered no file speaks: its rows are skipped, and said."""
    if not kind.shared_with_hands:
        return rows
    same = ["school_id", *kind.own_key]
    by_hand = there.filter(pl.col("source").str.starts_with(ENTRY)).select(same).unique()
    held = rows.good.join(by_hand, on=same, how="semi", maintain_order="left")
    if held.is_empty():
        return rows
    return Rows(
        rows.good.join(held.select("row"), on="row", how="anti", maintain_order="left"),
        pl.concat([rows.bad, held]),
        pl.concat([rows.problems, read_rows.said_of(kind, held, "record-by-hand", WARNING)]),
        rows.rejected + held.height,
        rows.unreadable,
    )


def _without_taken(kind: Kind, rows: Rows, held: pl.DataFrame) -> Rows:
    """A file for more than one school takes nothing from a school that has brought a record under
    this key itself, and leaves it where it is."""
    if held.is_empty():
        return rows
    taken = read_rows.said_of(kind, held, "record-taken", ERROR, pl.col("key"))
    return Rows(
        rows.good.join(held.select("row"), on="row", how="anti", maintain_order="left"),
        pl.concat([rows.bad, held]),
        pl.concat([rows.problems, taken]),
        rows.rejected + held.height,
        rows.unreadable,
    )


def _narrowest(kind: Kind, files: Sequence[File], read: Sequence[Rows]) -> list[Rows]:
    """Of a record of which a file with a narrower scope speaks, the others do not."""
    ranked: list[Scope] = []
    for scope in widest_first([scope for file in files for scope in file.scopes]):
        if scope not in ranked:
            ranked.append(scope)
    if not ranked:
        return list(read)
    found = []
    for file, rows in zip(files, read, strict=True):
        top = _rank(kind, ranked, ranked)
        mine = _rank(kind, ranked, file.scopes)
        found.append(
            Rows(
                rows.good.filter(mine >= top),
                rows.bad,
                rows.problems,
                rows.rejected,
                rows.unreadable,
            )
        )
    return found


def _rank(kind: Kind, ranked: Sequence[Scope], scopes: Sequence[Scope]) -> pl.Expr:
    """How narrow the narrowest of these scopes is that holds a record; -1 where none does."""
    found = pl.lit(-1)
    for rank, scope in enumerate(ranked):
        holds = scope.holds(kind) if scope in scopes else None
        if holds is not None:
            found = pl.when(holds.fill_null(value=False)).then(pl.lit(rank)).otherwise(found)
    return found


def _gone(
    kind: Kind,
    files: Sequence[tuple[File, Rows]],
    rows: Rows,
    own: pl.DataFrame,
    more: Effects,
) -> tuple[pl.DataFrame, dict[str, object]]:
    """What the files are complete for and do not name, of `own` that no row meets; and how many
    stay because rows could not be read. A file without a good row says nothing."""
    nothing = own.clear()
    if not kind.removed:
        return nothing, {}
    scopes = [
        holds
        for file, said in files
        if said.good.height
        for scope in file.scopes
        if (holds := scope.holds(kind)) is not None
    ]
    if not scopes and not more.over:
        return nothing, {}
    left = own.join(rows.bad.select("key"), on="key", how="anti", maintain_order="left")
    if more.stays is not None:
        left = left.filter(~more.stays)
    over = pl.any_horizontal(more.over or [pl.lit(value=False)]).fill_null(value=False)
    complete = pl.any_horizontal(scopes or [pl.lit(value=False)]).fill_null(value=False)
    unreadable = rows.unreadable + sum(
        file.calendar.nameless for file, _said in files if file.calendar is not None
    )
    if unreadable:
        kept = left.filter(complete & ~over).height
        told = {"count": kept, "rows": unreadable, "kind": kind.name} if kept else {}
        return left.filter(over), told
    return left.filter(over | complete), {}


def _with_deleted(
    kind: Kind, files: Sequence[File], gone: pl.DataFrame, own: pl.DataFrame, rows: Rows
) -> pl.DataFrame:
    """And what the files say is gone, but for what another row of them says is there."""
    keys = {
        key for file in files if isinstance(file.table, Translated) for key in file.table.deleted
    }
    if not kind.removed or not keys:
        return gone
    deleted = own.filter(pl.col("key").is_in(list(keys)))
    deleted = deleted.join(rows.good.select("key"), on="key", how="anti", maintain_order="left")
    return pl.concat([gone, deleted]).unique("id", keep="first", maintain_order=True)


def _with_unsaid(kind: Kind, met: pl.DataFrame) -> pl.DataFrame:
    """A file without a column says nothing of it: what the record has stays. From when parents see
    it, such a file puts off, but never brings forward what another one held back."""
    unsaid = {name for names in met["unsaid"].unique() for name in names}
    there = pl.col("id").is_not_null()
    # no file had withdrawn it, so one that says whose it is shows it again
    shown_again = pl.col("source").eq_missing(pl.lit(PARTED))
    if read_rows.DERIVED in unsaid:
        stays = pl.col("published_at_before").is_null() | (
            pl.col("published_at_before") > pl.col("published_at")
        )
        derived = pl.col("unsaid").list.contains(read_rows.DERIVED)
        met = met.with_columns(
            published_at=pl.when(there & derived & stays)
            .then("published_at_before")
            .otherwise("published_at")
        )
    return met.with_columns(
        pl.when(
            there
            & pl.col("unsaid").list.contains(name)
            & (~shown_again if name == "withdrawn_at" else True)
        )
        .then(f"{name}_before")
        .otherwise(name)
        .alias(name)
        for name in kind.names
        if name in unsaid
    )


def _lines(kind: Kind, met: pl.DataFrame) -> pl.DataFrame:
    """What is left as it is has no line."""
    moved = met.filter(pl.col("act") != RecordAct.UNCHANGED)
    before = pl.struct(pl.col(f"{name}_before").alias(name) for name in kind.names)
    changed = pl.col("act") == RecordAct.CHANGE
    return _shaped(
        kind,
        moved,
        row=pl.col("row"),
        act=pl.col("act"),
        values=pl.struct(kind.names).struct.json_encode(),
        before=pl.when(changed).then(before.struct.json_encode()),
        seen=pl.col("source"),
        series=pl.lit(None),
    )


def _removals(kind: Kind, gone: pl.DataFrame) -> pl.DataFrame:
    return _shaped(
        kind,
        gone.sort("key"),
        row=pl.lit(None),
        act=pl.lit(RecordAct.REMOVE.value),
        values=pl.lit(None),
        before=pl.struct(kind.names).struct.json_encode(),
        seen=pl.col("source"),
        series=pl.col("series"),
    )


def _shaped(kind: Kind, frame: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    person = pl.col(kind.of_person) if kind.of_person else pl.lit(None)
    return frame.select(
        kind=pl.lit(kind.name),
        key=pl.col("key"),
        record_id=pl.col("id"),
        person_id=person,
        **columns,
    ).select(pl.col(name).cast(each) for name, each in LINES.items())


def _after(
    kind: Kind, there: pl.DataFrame, met: pl.DataFrame, gone: pl.DataFrame, held: pl.DataFrame
) -> pl.DataFrame:
    """What the files said is the series' own: a key of theirs means that."""
    columns = [*NAMED, *kind.names]
    said = met.with_columns(own=pl.lit(value=True), below=pl.lit(value=False)).select(columns)
    rest = there.join(said, on="id", how="anti").join(gone, on="id", how="anti")
    refused = pl.col("own") & pl.col("key").is_in(held["key"].implode())
    rest = rest.with_columns(key=pl.when(~refused).then("key"))
    return pl.concat([said, rest.select(columns)])
