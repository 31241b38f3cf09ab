"""One row a child without a key, its parents in groups of columns, as SchILD writes
`SchuelerErzieher.dat`. See docs/formats/pupil-rows.md.

Of the children nobody is made: they are described, and proposed at most. A parent gets a derived
key, of name and e-mail or phone, else of name, child and birth date.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from kinkeeper.roster.columns.mapping import chosen_by_hand
from kinkeeper.roster.fields import OF_RELATIONSHIP
from kinkeeper.roster.formats import described_children, plain, pupil_rows, roles, status_columns
from kinkeeper.roster.formats.canonical import Package
from kinkeeper.roster.formats.contact_groups import Group, beside, childs_key, groups_of
from kinkeeper.roster.headings.child_parts import BORN, CLASS
from kinkeeper.roster.headings.heading_subject import NAME, NOBODY, PUPIL, said_of
from kinkeeper.roster.headings.subject_of_bare_headings import HALVES
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table, numbered
from kinkeeper.roster.text.row_numbers import Lines
from kinkeeper.roster.vocabulary import Profile

PARTS = (NAME, *HALVES, CLASS, BORN)


def fits(package: Package) -> bool:
    table = package.only
    return table is not None and _found(table) is not None


def read(package: Package, options: Options) -> Table:
    table = package.sheets[0].table
    found = _found(table)
    by_hand = chosen_by_hand(table.headings, options)
    other = by_hand or options.child_column or options.match_on
    if found is None or options.profile != Profile.PARENT or other:
        return plain.read(package, options)
    table = roles.of_profile(table, Profile.PUPIL, by_hand, of_child=True)
    table = status_columns.of_rows(table, package.today, options, by_hand)
    groups, child = found
    lines = Lines(tuple(group.label for group in groups))
    each_described, problems = _described(table, groups, child, options)
    before = table.cells.select("row")
    table = described_children.without_over(table, pl.concat(problems))
    table, nameless = status_columns.apart_nameless(table, None)
    gone = before.join(table.cells, on="row", how="anti")
    over = _on_lines([each.join(gone, on="row", how="semi") for each in problems], lines)
    described = _on_lines(each_described, lines)
    made = pupil_rows.parents_of(
        package, table, groups, None, described, home=options.home, keyed_by=described
    )
    there = made.cells.select("row")
    if made.described is not None:  # of lines that name so many parents
        made = replace(made, described=made.described.join(there, on="row", how="semi"))
    over = pl.concat([over, nameless.with_columns(row=numbered(lines, pl.col("row")))])
    said = [over] if made.found is None else [made.found, over]
    told = _on_lines(problems, lines).join(there, on="row", how="semi")
    return replace(made, found=pl.concat([*said, told]))


def _found(table: Table) -> tuple[list[Group], dict[str, int]] | None:
    """The parents' groups, and the places of what describes the child. Groups that may be anybody's
    (*Contact 1*) tell of no parents, where nothing else tells that the row is a pupil's."""
    groups = groups_of(table, keyless=True)
    if not groups or all(group.anybody for group in groups):
        return None
    if childs_key(table, groups) is not None:
        return None
    child: dict[str, int] = {}
    for whom in (PUPIL, NOBODY):
        for place, heading in enumerate(table.headings):
            said = said_of(heading)
            if said.what == "username" and not _in(place, groups):
                return None
            if said.whom == whom and said.what in PARTS and not _in(place, groups):
                child.setdefault(str(said.what), place)
    child = described_children.with_whole(table, child)
    halves = set(HALVES) <= child.keys()
    enough = (halves or NAME in child) and not {CLASS, BORN}.isdisjoint(child)
    return (groups, child) if enough else None


def _in(place: int, groups: Sequence[Group]) -> bool:
    return any(place in group.places for group in groups)


def _described(
    table: Table, groups: list[Group], child: dict[str, int], options: Options
) -> tuple[list[pl.DataFrame], list[pl.DataFrame]]:
    """As from `described_children.found`, by the lines of the file: for each group, what stands in
    lines where it names anyone."""
    for_all = [at for places in beside(table, groups).values() for at in places]
    frames, problems = [], []
    for group in groups:
        own = [group.columns[name] for name in (*HALVES, NAME) if name in group.columns]
        of_two = [at for name in OF_RELATIONSHIP for at in group.relationship.get(name, [])]
        described, wrong = described_children.found(
            table, own, [child], [*of_two, *for_all], order=options.date_order
        )
        filled = [pl.col(f"c{at}").str.strip_chars() != "" for at in group.columns.values()]
        named = table.cells.filter(pl.any_horizontal(filled)).select("row")
        frames.append(described)
        problems.append(wrong.join(named, on="row", how="semi", maintain_order="left"))
    return frames, problems


def _on_lines(frames: Sequence[pl.DataFrame], lines: Lines) -> pl.DataFrame:
    """What is said of each group, by the rows of its parents."""
    return pl.concat(
        frame.with_columns(row=numbered(lines, pl.col("row"), part))
        for part, frame in enumerate(frames)
    )
