"""Files of one organisation, subject, profile and series follow one another and speak for each
other: what that is, said once."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kinkeeper.intake.models import About, Import

# Whether the row `import` is of the series of these parameters.
IS_ALIKE = """(import.organisation_id, import.about, import.profile, import.series)
    = (%(organisation)s, %(about)s, %(profile)s, %(series)s)"""
# Whether an import of the series of the import `mine` asked the row `question`.
HAS_ASKED = """
EXISTS (SELECT FROM intake_import said JOIN intake_import mine ON mine.id = {mine}
        WHERE said.id = ANY(question.imports)
          AND (said.organisation_id, said.about, said.profile, said.series)
            = (mine.organisation_id, mine.about, mine.profile, mine.series))
"""


@dataclass(frozen=True)
class Series:
    """`organisation`: its internal ID, or None where it is yet to be made, and no file can have
    come before."""

    organisation: int | None
    profile: str
    name: str = ""
    about: str = About.PEOPLE

    @property
    def params(self) -> dict[str, Any]:
        """Of `IS_ALIKE`."""
        return {
            "organisation": self.organisation,
            "about": self.about,
            "profile": self.profile,
            "series": self.name,
        }

    def imports(self) -> QuerySet[Import]:
        return Import.objects.filter(
            organisation=self.organisation,
            about=self.about,
            profile=self.profile,
            series=self.name,
        )


def series_of(roster_import: Import) -> Series:
    return Series(
        roster_import.home_id, roster_import.profile, roster_import.series, roster_import.about
    )
