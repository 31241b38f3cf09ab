"""What a plan took for the same person though the names differ a little, and what that rests on.

No tolerance counts where somebody else of the site fits as well (K32). Who is a relative or has a
birthday changes from day to day, so whether somebody else fits is asked again when the plan is
applied (K10).
"""

import hashlib
from collections.abc import Iterable
from typing import Any

import polars as pl

from kinkeeper.roster.match.rivals import Claim, Rivals
from kinkeeper.roster.match.same_person import Bearer, Fit, fit

# `given_name`, `family_name`, `birth_date`: what the file says; `born`: the day on which rivals may
# be born, and `born_then` the digest of everybody who is; `children`: whom the file names for the
# person; `contested`: whether somebody else fitted as well. Empty texts where there is nothing.
TOLERATED: dict[str, Any] = {
    "person_id": pl.Int64,
    "mark": pl.String,
    "given_name": pl.String,
    "family_name": pl.String,
    "birth_date": pl.String,
    "born": pl.String,
    "born_then": pl.String,
    "children": pl.List(pl.Int64),
    "contested": pl.Boolean,
}


def noted(claims: Iterable[Claim], rivals: Rivals) -> pl.DataFrame:
    """Of claims whose difference counts as none; the schema is `TOLERATED`. Where the file itself
    has a rival the site is not asked."""
    digests = {born: digest(people) for born, people in rivals.born.items()}
    lines = [
        (
            claim.person_id,
            claim.mark,
            claim.said.given_name,
            claim.said.family_name,
            claim.said.birth_date,
            claim.born,
            digests.get(claim.born, digest([])) if claim.born else "",
            rivals.children.get(claim.person_id, []),
            contested(claim.said, rivals.here(claim)),
        )
        for claim in claims
        if not contested(claim.said, rivals.in_file.of(claim)) and not rivals.elsewhere(claim)
    ]
    return pl.DataFrame(lines, schema=TOLERATED, orient="row")


def contested(said: Bearer, others: Iterable[Bearer]) -> bool:
    """Whether one of the others fits at least as well as somebody with a tolerated difference."""
    return any(fit(other, said) <= Fit.CLOSE for other in others)


def digest(people: Iterable[tuple[int, Bearer]]) -> str:
    """Of everybody born on one day: internal ID and who that is. `intake.apply.tolerated_names`
    makes the same in the database."""
    by_number = sorted(people, key=lambda each: each[0])
    lines = [f"{number}|{bearer.given_name}|{bearer.family_name}" for number, bearer in by_number]
    return hashlib.md5("\n".join(lines).encode(), usedforsecurity=False).hexdigest()
