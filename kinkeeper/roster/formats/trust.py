"""What a format's own words say about the right to see a child, read cautiously.

A kind never grants anything; applying the plan that a person has reviewed does (K26). But some
kinds and roles withhold: who is listed to be called in an emergency, or to mind the child, need
not be somebody who may see its school life.
"""

import polars as pl

from kinkeeper.roster.kinds import kind_of

# Kinds that stand for somebody who brings the child up; all others wait for a decision.
GRANTABLE = frozenset(["mother", "father", "parent", "guardian", "step-parent", "foster-parent"])
STAFF_ROLES = frozenset(
    ["teacher", "aide", "administrator", "principal", "proctor", "counselor"]
    + ["districtadministrator", "siteadministrator", "systemadministrator", "staff", "faculty"]
)


def by_kind(links: pl.DataFrame) -> pl.DataFrame:
    """Adds `claim`: `unknown` where the word in `kind` is empty or stands for no parent."""
    said = links["kind"].unique().drop_nulls().to_list()
    trusted = [word for word in said if kind_of(word) in GRANTABLE]
    unknown = ~pl.col("kind").is_in(trusted).fill_null(value=False)
    return links.with_columns(claim=pl.when(unknown).then(pl.lit("unknown")))
