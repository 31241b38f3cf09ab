"""Whether the organisations that a roster names can be: each path once, however many rows name it.

A name that differs from another only as nobody sees it would make a second school, and whoever
administers it would reach other people than was meant. So it is named, and never guessed.
"""

import json

import polars as pl

from kinkeeper.roster.match.directory import Facts
from kinkeeper.roster.text.look_alikes import names_nothing, shapes

LONGEST = 1000
# An empty part, blanks around a slash, or a part that is too long.
BADLY_CUT = r"/\s*/|/\s|\s/|[^/]{101}"
JUDGED = {"path": pl.String, "impossible": pl.Boolean, "detail": pl.String}


def judge(paths: pl.Series, facts: Facts) -> pl.DataFrame:
    """Those of the paths where nobody can be put (`JUDGED`): `impossible` ones, and others of
    which the `detail` tells the path that was probably meant."""
    wanted = pl.DataFrame({"path": paths.drop_nulls().unique().sort()})
    wanted = wanted.with_columns(
        impossible=pl.col("path").str.contains(BADLY_CUT)
        | (pl.col("path").str.len_chars() > LONGEST)
        | pl.col("path").map_elements(_names_nothing, return_dtype=pl.Boolean)
    )
    impossible = wanted.filter("impossible").with_columns(detail=pl.lit(None, pl.String))
    possible = wanted.filter(~pl.col("impossible")).select(
        "path", above=pl.col("path").map_elements(above, return_dtype=pl.List(pl.String))
    )
    nodes = _nodes(possible)
    new = nodes.join(facts.standing(nodes["node"].to_list()), on="node", how="anti")
    if new.is_empty():
        return impossible.cast(pl.Schema(JUDGED))
    found = _doubtful(possible, _twins(new, facts.places()))
    # what is left is compared with itself: a bad spelling spoils no good one
    left = possible.join(found, on="path", how="anti")
    new = new.join(_nodes(left), on="node", how="semi")
    found = pl.concat([found, _doubtful(left, _twins(new, new))])
    return pl.concat([each.cast(pl.Schema(JUDGED)) for each in (impossible, found)])


def new_nodes(paths: pl.Series, facts: Facts) -> list[str]:
    """The organisations on these paths that are not there, in order."""
    wanted = pl.DataFrame({"path": paths.drop_nulls().unique()})
    nodes = _nodes(
        wanted.select(above=pl.col("path").map_elements(above, return_dtype=pl.List(pl.String)))
    )
    if nodes.is_empty():
        return []
    there = facts.standing(nodes["node"].to_list())
    return nodes.join(there, on="node", how="anti")["node"].sort().to_list()


def _nodes(paths: pl.DataFrame) -> pl.DataFrame:
    return paths.select(node=pl.col("above").explode()).drop_nulls().unique().sort("node")


def _doubtful(paths: pl.DataFrame, twins: pl.DataFrame) -> pl.DataFrame:
    """The paths that go through a node that has a twin, as `JUDGED`."""
    return (
        paths.explode("above")
        .join(twins, left_on="above", right_on="node", how="inner")
        .sort("path", pl.col("above").str.len_chars(), "twin")
        .unique("path", keep="first", maintain_order=True)
        .select("path", impossible=pl.lit(value=False), detail=pl.struct("path", "above", "twin"))
        .with_columns(pl.col("detail").map_elements(_meant, return_dtype=pl.String))
    )


def _twins(new: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """`node` and `twin`: new nodes, and others that nobody can tell from them."""
    found = [_shaped(new, way).join(_shaped(known, way), on="shape") for way in (0, 1)]
    relationships = pl.concat(found).select("node", twin="node_right").unique()
    return relationships.filter(pl.col("node") != pl.col("twin"))


def _shaped(nodes: pl.DataFrame, way: int) -> pl.DataFrame:
    shape = pl.col("node").map_elements(lambda node: shapes(node)[way], return_dtype=pl.String)
    return nodes.select("node", shape=shape)


def _names_nothing(path: str) -> bool:
    return any(map(names_nothing, path.split("/")))


def above(path: str) -> list[str]:
    """The path and all above it: `A/B` is `["A", "A/B"]`."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _meant(found: dict[str, str]) -> str:
    rest = found["path"].removeprefix(found["above"])
    return json.dumps({"suggestion": f"{found['twin']}{rest}"}, ensure_ascii=False)
