"""Decides which column is which field."""

from dataclasses import dataclass

from kinkeeper.roster.fields import BY_NAME, fold_heading, recognise
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import FileRefused

IGNORE = "ignore"


@dataclass(frozen=True)
class Mapping:
    """`columns` is field -> place of its column; `ignored` are the headings that are not kept."""

    columns: dict[str, int]
    headings: dict[str, str]
    ignored: tuple[str, ...]


def map_columns(headings: tuple[str, ...], options: Options) -> Mapping:
    """Raises `FileRefused`: `duplicate-heading`, `no-header`, `missing-column`."""
    _refuse_twins(headings)
    chosen = _chosen(headings, options)
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
    _refuse_lacking(headings, columns, options)
    named = {field: headings[place] or f"#{place + 1}" for field, place in columns.items()}
    ignored = [
        headings[place] or f"#{place + 1}"
        for place in range(len(headings))
        if place not in columns.values()
    ]
    return Mapping(columns, named, tuple(ignored))


def suggest(headings: tuple[str, ...], options: Options) -> dict[str, str | None]:
    """Heading -> the field it would be read as; for a person to correct."""
    return dict(zip(headings, _chosen(headings, options), strict=True))


def _refuse_twins(headings: tuple[str, ...]) -> None:
    seen: dict[str, str] = {}
    for heading in headings:
        folded = fold_heading(heading) or heading
        if folded and folded in seen:
            raise FileRefused(
                "duplicate-heading", heading=seen[folded], other=heading, field=heading
            )
        seen[folded] = heading


def _chosen(headings: tuple[str, ...], options: Options) -> list[str | None]:
    by_hand = {fold_heading(heading): field for heading, field in options.mapping.items()}
    missing = [
        heading
        for heading in [*options.mapping, options.child_column or ""]
        if heading and fold_heading(heading) not in map(fold_heading, headings)
    ]
    if missing:
        raise FileRefused("missing-column", columns=", ".join(missing))
    taken = set(by_hand.values())
    chosen: list[str | None] = []
    for heading in headings:
        folded = fold_heading(heading)
        field = by_hand.get(folded)
        if field is None:
            guess = recognise(heading)
            field = None if guess in taken else guess
        chosen.append(None if field == IGNORE else field)
    return _with_child(headings, chosen, options)


def _with_child(
    headings: tuple[str, ...], chosen: list[str | None], options: Options
) -> list[str | None]:
    """The child's column as chosen; for a file of pupils there is none."""
    if options.profile == "pupil" or options.child_column == "":
        return [None if field in {"child", "kind"} else field for field in chosen]
    if options.child_column is None:
        return chosen
    wanted = fold_heading(options.child_column)
    rest = [None if field == "child" else field for field in chosen]
    return [
        "child" if fold_heading(heading) == wanted else field
        for heading, field in zip(headings, rest, strict=True)
    ]


def _refuse_lacking(headings: tuple[str, ...], columns: dict[str, int], options: Options) -> None:
    if not columns:
        raise FileRefused("no-header", first=", ".join(headings)[:200])
    identity = [options.match_on.replace("-", "_")] if options.match_on else []
    lacking = [BY_NAME[name].label for name in ["given_name", "family_name"] if name not in columns]
    if identity and identity[0] not in columns:
        lacking.insert(0, BY_NAME[identity[0]].label)
    elif not identity and not {"sync_key", "username"} & columns.keys():
        lacking.insert(0, "Synchronisation key or Username")
    if lacking:
        raise FileRefused("missing-column", columns=", ".join(lacking))
