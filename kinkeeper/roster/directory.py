"""The shape of what the site has now, as far as a roster touches it."""

from dataclasses import dataclass
from typing import Any

import polars as pl

# Everybody whom a key, username or address of the roster meets. `within`: in the maker's reach.
PEOPLE: dict[str, Any] = {
    "id": pl.Int64,
    "sync_key": pl.String,
    "username": pl.String,
    "username_folded": pl.String,
    "given_name": pl.String,
    "family_name": pl.String,
    "email": pl.String,
    "phone": pl.String,
    "language": pl.String,
    "birth_date": pl.String,
    "street": pl.String,
    "postal_code": pl.String,
    "city": pl.String,
    "country": pl.String,
    "profile": pl.String,
    "state": pl.String,
    "version": pl.Int64,
    "hand_changed": pl.List(pl.String),
    "within": pl.Boolean,
}
MEMBERSHIPS: dict[str, Any] = {"person_id": pl.Int64, "path": pl.String}
PAIRS: dict[str, Any] = {
    "parent_id": pl.Int64,
    "child_id": pl.Int64,
    "state": pl.String,
    "version": pl.Int64,
}
# Waits of the roster's own parents, or those that the roster's pupils may fulfil. `reach` are
# the paths of the organisations that the wait's maker administers; null: the whole site.
WAITS: dict[str, Any] = {
    "id": pl.Int64,
    "parent_id": pl.Int64,
    "match": pl.String,
    "folded": pl.String,
    "value": pl.String,
    "kind": pl.String,
    "kind_text": pl.String,
    "reach": pl.List(pl.String),
}


@dataclass(frozen=True)
class Directory:
    """Frames of the schemas above. `padded`: keys of the roster that nobody has, but somebody in
    reach would with zeros in front."""

    people: pl.DataFrame
    memberships: pl.DataFrame
    pairs: pl.DataFrame
    waits: pl.DataFrame
    waits_for: pl.DataFrame
    waiting_pairs: pl.DataFrame
    padded: pl.Series


def nobody() -> Directory:
    """An empty site."""
    return Directory(
        pl.DataFrame(schema=PEOPLE),
        pl.DataFrame(schema=MEMBERSHIPS),
        pl.DataFrame(schema=PAIRS),
        pl.DataFrame(schema=WAITS),
        pl.DataFrame(schema=WAITS),
        pl.DataFrame(schema=PAIRS),
        pl.Series([], dtype=pl.String),
    )
