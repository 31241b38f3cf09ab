"""How a row's number tells the line in the file, and the part where a line has several.

No frames here: what shows a stored plan needs this, and not all of Polars with it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lines:
    """A line with two parents makes two rows, and a package has lines in several files: then
    `parts` names them, and row = line times the number of parts + the part's place."""

    parts: tuple[str, ...] = ()

    @property
    def stride(self) -> int:
        return max(1, len(self.parts))

    def line(self, row: int) -> int:
        return row // self.stride

    def part(self, row: int) -> str:
        return self.parts[row % self.stride] if self.parts else ""

    def label(self, row: int) -> str:
        """The line as a person finds it: `4`, or `4 · Parent 2`."""
        return " · ".join(filter(None, (str(self.line(row)), self.part(row))))
