"""Decides which column is which field."""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Means
from dataclasses import dataclass, replace
from dataclasses import field as set_by

from kinkeeper.roster.fields import BY_NAME
from kinkeeper.roster.headings import fold_heading
from kinkeeper.roster.lines import Lines
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.whom import PARENT, PUPIL, said_of
from kinkeeper.roster.whose import fields_of, names_unclear, unread_of

IGNORE = "ignore"
NONE: Means[int, str] = {}


@dataclass(frozen=True)
class Mapping:
    """`columns` is field -> place of its column, `headings` field -> its heading; `ignored` are
    the headings that are not kept. `children`: whether the file says who the children are."""

    columns: dict[str, int]
    headings: dict[str, str]
    ignored: tuple[str, ...]
    children: bool = False
    lines: Lines = set_by(default_factory=Lines)


def map_table(table: Table, options: Options) -> Mapping:
    """As `map_columns`; a format's own word for its columns and children counts. Raises
    `FileRefused` also where the table names nobody of the profile."""
    if table.nobody is not None:
        raise table.nobody
    found = map_columns(table.headings, options, table.fields, table.means)
    heeded = {table.headings[place] for place in table.heeded}
    ignored = [heading for heading in found.ignored if heading not in heeded]
    found = replace(found, lines=table.lines, ignored=(*ignored, *table.unread_headings))
    if table.links is None or not asks_for_children(options):
        return found
    named = found.headings | {"child": table.child_heading}
    return replace(found, headings=named, children=True)


def map_columns(
    headings: tuple[str, ...],
    options: Options,
    fields: tuple[str | None, ...] | None = None,
    means: Means[int, str] = NONE,
) -> Mapping:
    """`fields`: what a format knows its columns to be; `means` as in `Table`. Raises
    `FileRefused`: `duplicate-heading`, `no-header`, `missing-column`."""
    if fields is None:
        _refuse_twins(headings)
    chosen = _chosen(headings, options, fields, means)
    columns: dict[str, int] = {}
    for place, field in enumerate(chosen):
        if field is None:
            continue
        if field in columns:
            raise FileRefused(
                "duplicate-heading",
                heading=headings[columns[field]],
                other=headings[place],
                field=BY_NAME[field].label,
            )
        columns[field] = place
    if fields is None:
        _refuse_lacking(headings, columns, options)
    named = {field: headings[place] or f"#{place + 1}" for field, place in columns.items()}
    ignored = [
        headings[place] or f"#{place + 1}"
        for place in range(len(headings))
        if place not in columns.values()
    ]
    return Mapping(columns, named, tuple(ignored), "child" in columns)


def asks_for_children(options: Options) -> bool:
    """Whether the file's word on children counts: not for pupils, and not where it was declined."""
    return options.profile != "pupil" and options.child_column != ""


def chosen_by_hand(options: Options) -> frozenset[str]:
    """The headings, folded, of which a person said which field they are. *Not kept* is no such
    word: what a column tells of its rows is heeded even where its cells are not kept."""
    said = options.mapping.items()
    return frozenset(fold_heading(heading) for heading, field in said if field != IGNORE)


def suggest(table: Table, options: Options) -> dict[str, str | None]:
    """Heading -> the field it would be read as; for a person to correct."""
    chosen = _chosen(table.headings, options, table.fields, table.means)
    return dict(zip(table.headings, chosen, strict=True))


def _refuse_twins(headings: tuple[str, ...]) -> None:
    seen: dict[str, str] = {}
    for heading in headings:
        folded = fold_heading(heading) or heading
        if folded and folded in seen:
            raise FileRefused(
                "duplicate-heading", heading=seen[folded], other=heading, field=heading
            )
        seen[folded] = heading


def _chosen(
    headings: tuple[str, ...],
    options: Options,
    fields: tuple[str | None, ...] | None,
    means: Means[int, str],
) -> list[str | None]:
    by_hand = {fold_heading(heading): field for heading, field in options.mapping.items()}
    known = set(map(fold_heading, headings))
    asked = [*options.mapping, options.child_column or ""]
    missing = [heading for heading in asked if heading and fold_heading(heading) not in known]
    if missing:
        raise FileRefused("missing-column", columns=", ".join(missing))
    taken = set(by_hand.values())
    guesses = fields or fields_of(headings, options.profile, options.child_match)
    chosen: list[str | None] = []
    for place, heading in enumerate(headings):
        field = by_hand.get(fold_heading(heading))
        if field is None:
            guess = means.get(place, guesses[place])
            field = None if guess in taken else guess
        chosen.append(None if field == IGNORE else field)
    return _with_child(headings, chosen, options)


def _with_child(
    headings: tuple[str, ...], chosen: list[str | None], options: Options
) -> list[str | None]:
    """The child's column as chosen; for a file of pupils there is none."""
    if not asks_for_children(options):
        return [None if field in {"child", "kind"} else field for field in chosen]
    if options.child_column is None:
        return chosen
    wanted = fold_heading(options.child_column)
    rest = [None if field == "child" else field for field in chosen]
    return [
        "child" if fold_heading(heading) == wanted else field
        for heading, field in zip(headings, rest, strict=True)
    ]


def unclear_whose(
    headings: Sequence[str], profile: str, chosen: Collection[str] = ()
) -> FileRefused | None:
    """The refusal of a table whose names or keys may be of somebody else than who is imported
    (K37), but for headings (folded) that are `chosen`; None where it has no such column."""
    unread = [each for each in unread_of(headings, profile) if fold_heading(each) not in chosen]
    if not unread:
        return None
    others = [heading for heading in headings if said_of(heading).whom in {PUPIL, PARENT}]
    return FileRefused(
        "unclear-whose",
        headings=", ".join(unread)[:200],
        others=", ".join(others)[:200],
        profile=profile,
    )


def _refuse_lacking(headings: tuple[str, ...], columns: dict[str, int], options: Options) -> None:
    """A file of keys and children alone connects people who are in the site already."""
    lacking = _lacking(columns, options)
    unclear = unclear_whose(headings, options.profile, chosen_by_hand(options))
    if unclear is not None and (lacking or names_unclear(headings, options.mapping)):
        raise unclear
    if not columns:
        raise FileRefused("no-header", first=", ".join(headings)[:200])
    if lacking:
        raise FileRefused("missing-column", columns=", ".join(lacking))


def _lacking(columns: dict[str, int], options: Options) -> list[str]:
    identity = [options.match_on.replace("-", "_")] if options.match_on else []
    names = [name for name in ("given_name", "family_name") if name in columns]
    pairs_alone = not names and "child" in columns
    wanted = [] if pairs_alone else ["given_name", "family_name"]
    lacking = [BY_NAME[name].label for name in wanted if name not in columns]
    if identity and identity[0] not in columns:
        lacking.insert(0, BY_NAME[identity[0]].label)
    elif not identity and not {"sync_key", "username"} & columns.keys():
        lacking.insert(0, "Synchronisation key or Username")
    return lacking
