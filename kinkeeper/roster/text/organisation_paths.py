"""Which organisation lies below which, by their paths: `Hillside/7B` below `Hillside`, everything
below the site, whose path is empty. The database's view `organisations_below` has the same rule."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # every command asks `is_within`, and most read no roster
    import polars as pl


def is_within(path: str, root: str) -> bool:
    """Whether the organisation is this one or lies below it."""
    return root in {"", path} or path.startswith(f"{root}/")


def within(path: "pl.Expr", root: "pl.Expr") -> "pl.Expr":
    """The same for columns of paths."""
    import polars as pl  # noqa: PLC0415  # as above

    return (root == "") | (path == root) | path.str.starts_with(pl.concat_str(root, pl.lit("/")))
