"""One row for each parent and child, in which the child has a key and the parent has none; and
rows of parents without a key, which only describe the children.

Known only where something beside the headings' silence says that the rows are not the pupils'
own: otherwise each pupil would be made a parent of the same pupil. See docs/formats/pupil-rows.md.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from kinkeeper.roster.cells.kinds import OTHER, UNSTATED, kind_of
from kinkeeper.roster.columns.mapping import chosen_by_hand
from kinkeeper.roster.fields import NAMES, OF_RELATIONSHIP, WHOLE
from kinkeeper.roster.formats import (
    described_children,
    plain,
    pupil_rows,
    roles,
    status_columns,
)
from kinkeeper.roster.formats.canonical import Package
from kinkeeper.roster.formats.contact_groups import PARTS, Group, groups_of
from kinkeeper.roster.headings.field_of_heading import fields_of
from kinkeeper.roster.headings.heading_subject import PARENT, said_of
from kinkeeper.roster.headings.subject_of_bare_headings import two_people
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.vocabulary import Profile

LABEL = "Parent"
WHOLE_OR_HALVES = {WHOLE.name, *NAMES}
# What lists of pupils have, whose numbers may be counted in each class anew.
PUPILS_OWN = {"class", "birth_date"}
# One of so many rows at least stands beside another of the same child and another name, and no
# child has more of them than that.
SHARE, MOST = 3, 6


def fits(package: Package) -> bool:
    table = package.only
    return table is not None and (_found(table) is not None or _describing(table) is not None)


def read(package: Package, options: Options) -> Table:
    table = package.sheets[0].table
    found = _found(table)
    by_hand = chosen_by_hand(table.headings, options)
    describes = None if by_hand or options.child_column else _describing(table)
    if describes is not None and options.profile == Profile.PARENT and not options.match_on:
        return of_described(package, table, options, *describes)
    if found is None or options.profile != Profile.PARENT:
        made = plain.read(package, options)
        if found is None or options.profile != Profile.PUPIL or by_hand or _names_pupils(table):
            return made
        return replace(made, nobody=_not_the_pupils(table, *found))
    table = roles.of_profile(table, options.profile, by_hand)
    table = status_columns.of_rows(table, package.today, options, by_hand)
    group, child = found
    return pupil_rows.parents_of(package, table, [group], child, home=options.home)


def of_described(
    package: Package, table: Table, options: Options, group: Group, children: list[dict[str, int]]
) -> Table:
    """Parents of the group, and the `children` whom each row describes. Whoever has no e-mail
    address and no phone number either is nobody: of a description no key is made."""
    table = roles.of_profile(table, options.profile)
    table = status_columns.of_rows(table, package.today, options)
    own = [group.columns[part] for part in (*NAMES, WHOLE.name) if part in group.columns]
    of_two = [at for part in OF_RELATIONSHIP for at in group.relationship.get(part, [])]
    described, problems = described_children.found(
        table, own, children, of_two, order=options.date_order
    )
    table = described_children.without_over(table, problems)
    made = pupil_rows.parents_of(package, table, [group], None, described, home=options.home)
    found = problems if made.found is None else pl.concat([made.found, problems])
    return replace(made, found=found)


def _describing(table: Table) -> tuple[Group, list[dict[str, int]]] | None:
    """The columns of the row's own person, who has no key, and of each child it describes. Only
    where the two are two: a pupil's row may have the whole name beside its halves."""
    fields = fields_of(table.headings, "parent", "sync-key")
    named = {field for field in fields if field}
    if {"child", "sync_key", "username"} & named:
        return None
    if not (WHOLE.name in named or set(NAMES) <= named) or groups_of(table):
        return None
    said = [said_of(heading) for heading in table.headings]
    if not _names_pupils(table) and not any(each.who == "child" for each in said):
        return None
    group = _own(fields)
    children = described_children.columns(table, group.places)
    if not children or described_children.are_own_names(table, group.columns, children[0]):
        return None
    return group, children


def _own(fields: Sequence[str | None]) -> Group:
    group = Group(LABEL, {})
    for place, field in enumerate(fields):
        if field is not None and (field in PARTS or field == WHOLE.name):
            group.take(field, place)
    return group


def _names_pupils(table: Table) -> bool:
    return two_people([said_of(heading) for heading in table.headings])


def _not_the_pupils(table: Table, group: Group, child: int) -> FileRefused:
    names = [table.headings[group.columns[part]] for part in WHOLE_OR_HALVES & group.columns.keys()]
    other = table.headings[group.columns.get("kind", child)]
    return FileRefused(
        "unclear-whose", headings=", ".join(sorted(names)), others=other, profile=Profile.PUPIL
    )


def _found(table: Table) -> tuple[Group, int] | None:
    """The columns of the row's own person, and that of the child's key."""
    fields = fields_of(table.headings, "parent", "sync-key")
    said = [said_of(heading) for heading in table.headings]
    keys = [place for place, field in enumerate(fields) if field == "child"]
    named = {field for field in fields if field}
    whole = WHOLE.name in named
    if len(keys) != 1 or not (whole or set(NAMES) <= named):
        return None
    if {"sync_key", "username"} & named or any(each.whom == PARENT for each in said):
        return None
    if groups_of(table):
        return None
    group = _own(fields)
    lists_pupils = not PUPILS_OWN.isdisjoint(each.what for each in said)
    by_name = not lists_pupils and _several(table, group, keys[0])
    of_parents = _names_pupils(table) or _kinds(table, group) or by_name
    return (group, keys[0]) if of_parents else None


def _kinds(table: Table, group: Group) -> bool:
    """Whether most of what the row says of a relationship are words for kinds."""
    if "kind" not in group.columns:
        return False
    cells = table.cells[f"c{group.columns['kind']}"].str.strip_chars()
    cells = cells.filter(cells != "")
    known = [word for word in cells.unique() if kind_of(word) not in {OTHER, UNSTATED}]
    count = int(cells.is_in(known).sum())
    return count > 0 and 2 * count >= cells.len()


def _several(table: Table, group: Group, child: int) -> bool:
    """Whether one child's key stands beside several names, as no pupil's own does."""
    places = [at for part, at in group.columns.items() if part in WHOLE_OR_HALVES]
    name = pl.concat_str([pl.col(f"c{at}").str.strip_chars() for at in places], separator=" ")
    rows = table.cells.select(
        child=pl.col(f"c{child}").str.strip_chars(), name=name.str.to_lowercase().str.strip_chars()
    )
    rows = rows.filter((pl.col("child") != "") & (pl.col("name") != ""))
    counts = rows.select(count=pl.col("name").n_unique().over("child"))["count"]
    shared = int((counts > 1).sum())
    return shared > 0 and SHARE * shared >= rows.height and bool((counts <= MOST).all())
