"""Plain tables: a row a parent or a row a relationship, headings that speak for themselves.

See docs/formats/plain.md.
"""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from kinkeeper.roster.columns.mapping import chosen_by_hand
from kinkeeper.roster.fields import NAMES, WHOLE
from kinkeeper.roster.formats import child_names, described_children, roles, status_columns
from kinkeeper.roster.formats.canonical import Package, guardians_too
from kinkeeper.roster.formats.combined_columns import cautious
from kinkeeper.roster.formats.nameless_contacts import parents_alone
from kinkeeper.roster.formats.unfilled_rows import without_examples, without_unfilled
from kinkeeper.roster.headings.field_of_heading import adults_named, fields_of
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.options import Options
from kinkeeper.roster.read.join_files import join
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.vocabulary import ChildMatch, Profile


def fits(package: Package) -> bool:
    return True


def read(package: Package, options: Options) -> Table:
    """Several files are read as one. Where a column tells pupils from parents and the like, the
    rows of the profile asked for alone. Raises `FileRefused`."""
    sheets = package.sheets
    for sheet in sheets:
        if not sheet.table.delimiter:  # a document of whose records no format makes people
            raise FileRefused("not-a-table", name=sheet.name)
    table = join([sheet.table for sheet in sheets], [sheet.name for sheet in sheets])
    table = without_examples(replace(table, notes=(*package.notes,)), options)
    table = without_unfilled(table, options)
    by_hand = chosen_by_hand(table.headings, options)
    adults = [each for each in adults_named(table.headings) if fold_heading(each) not in by_hand]
    notes = (*table.notes, *guardians_too(adults, options.profile))
    table = roles.of_profile(replace(table, notes=notes), options.profile, by_hand)
    table = status_columns.of_rows(table, package.today, options, by_hand)
    if options.profile == Profile.PUPIL:
        return table
    alone = parents_alone(table, by_hand) if options.profile == Profile.PARENT else None
    means = {**table.means, **child_names.bare_keys(table)}
    if options.profile == Profile.PARENT and not options.child_column:
        chosen = {*means.values(), *by_hand.values()}
        table = _described(table, chosen, by_hand, options.date_order)
    table = replace(
        table,
        means=means,
        # of the column that a person says is the key no name is made
        called=child_names.of_row(
            table, by_hand=[*by_hand, fold_heading(options.child_column or "")]
        ),
        nobody=table.nobody or alone,
    )
    return cautious(table, by_hand)


def _described(
    table: Table, chosen: Collection[str | None], by_hand: Collection[str], order: str | None
) -> Table:
    """With the children whom the rows name without a key."""
    fields = fields_of(table.headings, Profile.PARENT, ChildMatch.SYNC_KEY)
    if "child" in {*chosen, *fields}:
        return table
    own = [fields.index(part) for part in (*NAMES, WHOLE.name) if part in fields]
    children = described_children.columns(table, own, by_hand)
    if not children:
        return table
    names = {fields[place] or "": place for place in own}
    if described_children.are_own_names(table, names, children[0]):
        headings = ", ".join(table.headings[place] for place in own)[:200]
        others = ", ".join(table.headings[place] for place in children[0].values())[:200]
        refused = FileRefused(
            "unclear-whose", headings=headings, others=others, profile=Profile.PARENT
        )
        return replace(table, nobody=table.nobody or refused)
    before = [] if table.found is None else [table.found]
    described, problems = described_children.found(table, own, children, order=order)
    table = described_children.without_over(table, problems)
    return replace(table, found=pl.concat([*before, problems]), described=described)
