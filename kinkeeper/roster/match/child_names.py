"""What rows call the children whose keys they name, held against the pupils of those keys (K32)."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from kinkeeper.roster.cells.placeholder_problems import nameless
from kinkeeper.roster.headings.subject_of_bare_headings import HALVES
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.same_person import Bearer, same_person
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.text.fold_usernames import as_matched
from kinkeeper.roster.text.names import words
from kinkeeper.roster.vocabulary import ChildMatch

# What one row calls one child, whose key is `folded` as in `relationships.named`.
NAMED: dict[str, Any] = {"row": pl.UInt32, "folded": pl.String} | dict.fromkeys(HALVES, pl.String)


def named(table: Table, children: pl.DataFrame, options: Options) -> pl.DataFrame:
    """`NAMED` of a table's `child_names`; of rows that name one child, or of keys wherever they
    stand. Placeholders name nobody. `children` as from `relationships.named`."""
    if table.called is None or children.is_empty():
        return pl.DataFrame(schema=NAMED)
    said = table.called.with_columns(
        pl.col(*HALVES).str.strip_chars().replace("", None), pl.col("value").str.strip_chars()
    )
    said = said.filter(~nameless(said) & ~pl.all_horizontal(pl.col(*HALVES).is_null()))
    keys = children.select("row", "folded")
    both = pl.col("row").is_not_null() & pl.col("value").is_not_null()
    by_row = said.filter(pl.col("row").is_not_null() & pl.col("value").is_null())
    alone = keys.filter(~pl.col("row").is_duplicated())
    rows = by_row.join(alone, on="row", how="inner")
    by_key = said.filter(pl.col("value").is_not_null())
    value = by_key["value"]
    if options.key_prefix and options.child_match == ChildMatch.SYNC_KEY:
        value = options.key_prefix + value
    by_key = by_key.with_columns(folded=as_matched(value, options.child_match))
    there = keys.join(by_key.filter(both), on=["row", "folded"], how="inner")
    anywhere = by_key.filter(pl.col("row").is_null()).drop("row")
    keyed = keys.join(anywhere, on="folded", how="inner")
    found = [each.select(list(NAMED)) for each in (rows, there, keyed)]
    return pl.concat(found).cast(pl.Schema(NAMED))


def misnamed(
    relationships: pl.DataFrame, said: pl.DataFrame, directory: Directory, *, by_key: bool
) -> pl.DataFrame:
    """`whom`, `once` and `child_names` of the relationships of which a row calls the child what is
    another person's name. `relationships` has `row`, `folded`, `child_id` (null for whom the maker
    may not know, K14), `whom` and `once`; `said` is as from `named`; `by_key`: children are found
    by that."""
    met = relationships.filter(pl.col("child_id").is_not_null())
    met = said.join(met.select("row", "folded", "child_id", "whom", "once"), on=["row", "folded"])
    stored = _stored(met["child_id"].unique().sort().to_list(), directory)
    names = met.select("child_id", *HALVES).unique(maintain_order=True)
    others = _by_word(stored)
    wrong = [
        (number, *name)
        for number, *name in names.iter_rows()
        if not _is_theirs(Bearer.of(name), number, stored, others, by_key=by_key)
    ]
    bad = pl.DataFrame(wrong, schema=names.schema, orient="row")
    hit = met.join(bad, on=["child_id", *HALVES], how="semi", nulls_equal=True)
    name = pl.concat_str(*HALVES, separator=" ", ignore_nulls=True)
    return (
        hit.sort("row")
        .select("whom", "once", called=name)
        .unique(["whom", "once"], keep="first", maintain_order=True)
    )


def _stored(ids: list[int], directory: Directory) -> dict[int, list[Bearer]]:
    """The children's names, and those of accounts that were merged into theirs."""
    found: dict[int, list[Bearer]] = {}
    if ids:
        for number, *name in directory.facts.named(ids).select("id", *HALVES).iter_rows():
            found[number] = [Bearer.of(name)]
    for number, *name in directory.former.select("person_id", *HALVES).iter_rows():
        if number in found and any(name):
            found[number].append(Bearer.of(name))
    return found


def _by_word(stored: Mapping[int, list[Bearer]]) -> dict[str, list[tuple[int, Bearer]]]:
    found: dict[str, list[tuple[int, Bearer]]] = {}
    for number, bearers in stored.items():
        for word in _words(bearers[0]):
            found.setdefault(word, []).append((number, bearers[0]))
    return found


def _is_theirs(
    said: Bearer,
    number: int,
    stored: Mapping[int, list[Bearer]],
    others: Mapping[str, list[tuple[int, Bearer]]],
    *,
    by_key: bool,
) -> bool:
    """Whether the name is taken for the child's; with another child of the file whom it fits as
    well no tolerance counts."""
    own = stored.get(number, [])
    if not own or own[0] == said:
        return True
    rivals = {
        id(bearer): bearer
        for word in _words(said)
        for other, bearer in others.get(word, ())
        if other != number
    }
    return any(same_person(each, said, by_key=by_key, others=rivals.values()) for each in own)


def _words(bearer: Bearer) -> set[str]:
    return {*words(bearer.given_name), *words(bearer.family_name)}
