"""What would connect a file whose children nobody finds: another column, or a separator."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from kinkeeper.intake.directory.suggest_child import of_texts
from kinkeeper.organisations.reach import Reach
from kinkeeper.roster.columns import children_in_cells
from kinkeeper.roster.columns.children_in_cells import Cells, Fit
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan.asked_of_the_site import Hint
from kinkeeper.roster.vocabulary import ChildMatch


class Hints:
    """For the children of one file; `columns` are those that could say who they are."""

    def __init__(self, columns: Sequence[Cells], options: Options, reach: Reach) -> None:
        self.columns, self.options, self.reach = columns, options, reach

    def fits(self) -> list[Fit]:
        return children_in_cells.fits(self.columns, self._pupils)

    def __call__(self, unknown: Sequence[str], found: bool) -> Hint | None:  # noqa: FBT001  # as plan asks
        """`unknown` are keys of children that nobody has, `found`: somebody has others of the file.
        Of a column that connects somebody only the separator may be wrong."""
        match, prefix = self.options.child_match, self.options.key_prefix
        if match == ChildMatch.SYNC_KEY:  # as the file has them
            unknown = [key.removeprefix(prefix) for key in unknown]
        if unknown and self.options.child_separator is None:
            cut = children_in_cells.separator(unknown, self._pupils, match)
            if cut is not None:
                mark, count, example = cut
                return Hint(
                    "child-separator",
                    {"separator": mark, "count": count, "example": example[:60]},
                    {"child_separator": mark},
                )
        fits = [] if found else self.fits()
        fit = children_in_cells.proposed(fits) or children_in_cells.fitting(fits)
        if fit is None or self._is_chosen(fit):
            return None
        said = {"column": fit.heading, "fit": fit.fit, "of": fit.of, "match": fit.match}
        return Hint("child-column", said, children_in_cells.as_options(fit))

    def _is_chosen(self, fit: Fit) -> bool:
        return fit.child and fit.match == self.options.child_match

    def _pupils(self, texts: Sequence[str], match: str) -> Set[str]:
        return of_texts(texts, match, self.reach, self.options.key_prefix)


def options_of(counts: Mapping[str, Any]) -> dict[str, Any]:
    """What a plan's hint would have other than it is; empty where there is none."""
    return dict(counts.get("child_hint") or {})
