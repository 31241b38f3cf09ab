"""Whether the organisations that a roster names can be: each path once, however many rows name it.

A name that differs from another only as nobody sees it would make a second school, and whoever
administers it would reach other people than was meant. So it is named, and never guessed.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

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
    wanted = pl.DataFrame({"path": paths.drop_nulls().unique().sort()}).with_columns(
        badly_cut=pl.col("path").str.contains(BADLY_CUT)
        | (pl.col("path").str.len_chars() > LONGEST)
    )
    possible: list[str] = []
    impossible: list[str] = []
    for path, badly_cut in wanted.iter_rows():
        (impossible if badly_cut or _names_nothing(path) else possible).append(path)
    new = set(_new(possible, facts))
    found = _doubtful(possible, _twins(new, facts.places()["node"])) if new else {}
    # what is left is compared with itself: a bad spelling spoils no good one
    left = [path for path in possible if path not in found]
    new &= _nodes(left)
    found |= _doubtful(left, _twins(new, new))
    rows: list[tuple[str, bool, str | None]] = [(path, True, None) for path in impossible]
    rows += [(path, False, detail) for path, detail in found.items()]
    return pl.DataFrame(rows, schema=JUDGED, orient="row")


def new_nodes(paths: pl.Series, facts: Facts) -> list[str]:
    """The organisations on these paths that are not there, in order."""
    return _new(paths.drop_nulls().to_list(), facts)


def _new(paths: Collection[str], facts: Facts) -> list[str]:
    nodes = _nodes(paths)
    return sorted(nodes.difference(facts.standing(sorted(nodes))["node"])) if nodes else []


def _nodes(paths: Iterable[str]) -> set[str]:
    return {node for path in paths for node in above(path)}


def _doubtful(paths: Iterable[str], twins: Mapping[str, str]) -> dict[str, str]:
    """The paths that go through a node that has a twin, with the `detail` of `JUDGED`."""
    found = {}
    for path in paths:
        first = next((node for node in above(path) if node in twins), None)
        if first is not None:
            meant = f"{twins[first]}{path.removeprefix(first)}"
            found[path] = json.dumps({"suggestion": meant}, ensure_ascii=False)
    return found


def _twins(new: Collection[str], known: Iterable[str]) -> dict[str, str]:
    """New node -> the first of those that nobody can tell from it."""
    alike: dict[tuple[int, str], list[str]] = defaultdict(list)
    for node in known:
        for shape in enumerate(shapes(node)):
            alike[shape].append(node)
    found = {}
    for node in new:
        others = {other for shape in enumerate(shapes(node)) for other in alike.get(shape, ())}
        if others - {node}:
            found[node] = min(others - {node})
    return found


def _names_nothing(path: str) -> bool:
    return any(map(names_nothing, path.split("/")))


def above(path: str) -> list[str]:
    """The path and all above it: `A/B` is `["A", "A/B"]`."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
