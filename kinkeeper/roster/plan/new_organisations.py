"""The organisations that a plan makes: what each is, how many people go there, and which one that
is here already was probably meant."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from kinkeeper.roster.match.directory import Facts
from kinkeeper.roster.plan.organisations import above, new_nodes
from kinkeeper.roster.text.close_names import closest

# Below these nobody compares names: 7A and 7B are two classes.
COMPARED = ("school", "district")


def told(frame: pl.DataFrame, facts: Facts, organisation: str) -> list[dict[str, Any]]:
    """For each new organisation, in order: `path`, `kind`, how many `people` the plan puts there or
    below, the path that was probably `meant`, or null, and whether it is `sure`: a site's first
    school, which whoever made the import named as its `organisation`, can be no slip."""
    paths = frame["new_paths"].explode().drop_nulls().unique()
    new = new_nodes(paths, facts)
    if not new:
        return []
    kinds, people, here = (
        facts.kinds_to_come(paths.to_list()),
        _people(frame, new),
        facts.named_schools(),
    )
    schools = [each for each in new if kinds.get(each) in COMPARED]
    meant = _meant(schools, people, here)
    return [
        {
            "path": path,
            "kind": kinds.get(path, ""),
            "people": people.get(path, 0),
            "meant": meant.get(path),
            "sure": not here and schools == [path] and path == organisation,
        }
        for path in new
    ]


def _people(frame: pl.DataFrame, new: Sequence[str]) -> dict[str, int]:
    """Each person counts once in an organisation, wherever below it."""
    chosen = frame.lazy().select("person", path="new_paths")
    places = chosen.explode("path").drop_nulls().unique().collect()
    wanted = set(new)
    nodes = [
        (path, node) for path in places["path"].unique() for node in above(path) if node in wanted
    ]
    below = pl.LazyFrame(nodes, schema={"path": pl.String, "node": pl.String}, orient="row")
    below = below.join(places.lazy(), on="path").select("node", "person").unique()
    counted = below.group_by("node").len().collect()
    return dict(counted.iter_rows())


def _meant(new: Sequence[str], people: Mapping[str, int], here: Sequence[str]) -> dict[str, str]:
    """New school -> one that is here under nearly its name; else another new one to which more
    people of the file go."""
    found = {}
    for path in new:
        larger = [each for each in new if people.get(each, 0) > people.get(path, 0)]
        hit = _by_name(path, here) or _by_name(path, larger)
        if hit is not None:
            found[path] = hit
    return found


def _by_name(path: str, others: Sequence[str]) -> str | None:
    """Of schools of one name in several districts none is meant more than the other."""
    by_name: dict[str, list[str]] = {}
    for other in others:
        by_name.setdefault(other.rsplit("/", 1)[-1], []).append(other)
    hit = closest(path.rsplit("/", 1)[-1], by_name)
    return by_name[hit][0] if hit is not None and len(by_name[hit]) == 1 else None
