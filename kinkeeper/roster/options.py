"""What an administrator chose for one import."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from kinkeeper.roster.text.translatable import marked as _
from kinkeeper.roster.vocabulary import About, ChildMatch, Links, Overwrite

AUTO = "auto"
# Here, and not with the formats themselves, because naming them must not load all they need.
FORMATS = {
    "plain": _("Plain table"),
    "pupil-rows": _("One row per child"),
    "keyless-pupil-rows": _("One row per child without a key"),
    "parent-rows": _("One row per parent and child, without the parent’s key"),
    "oneroster": _("OneRoster"),
    "sds-v1": _("School Data Sync v1"),
    "sds-v2.1": _("School Data Sync v2.1"),
    "canvas": _("Canvas SIS"),
    "clever": _("Clever"),
    "siecle": _("SIECLE"),
    "ctf": _("Common Transfer File"),
    "wonde": _("Wonde"),
    "schulconnex": _("Schulconnex"),
    "ims-enterprise": _("IMS Enterprise"),
    "powerschool": _("PowerSchool contacts"),
    "moodle-users": _("Moodle users"),
    "moodle-tutors": _("Moodle tutor relationships"),
    "onde": _("ONDE, list of adults"),
}


@dataclass(frozen=True)
class Options:
    """`mapping` is heading, or position (`#3`), -> field name (`ignore` for none) and wins over
    recognised headings; `child_column` is a heading or position, or the empty string for "no
    relationships in this file".

    `about`: what the files speak of; of people those of one `profile`.

    `date_order`: whether the day or the month comes first in columns that do not tell.

    `format` is a name of `FORMATS`, or `auto` to tell it by the content.

    `scope`: paths of the organisations, with `scope_from` and `scope_until` the days (ISO, both
    included), for which files of records are complete.

    `calendar_of`: the key of the school or the class whose calendars the files are.

    `records_series`: the series that records of the files belong to, if not the files' own.

    `key_prefix` is put in front of every synchronisation key of the file, the children's too.
    `links` is `exact` when the file is the whole truth about its parents' children (K6), as far
    as files of the same `series` said it; without a name, the organisation's files are one series.

    `home`: the path of the organisation that the files are for, whether it is there or is made by
    them; said when they are read.

    `whole_school`: the file is one of a folder whose files say by their names whom they are about.
    """

    profile: str
    about: str = About.PEOPLE
    mapping: Mapping[str, str] = field(default_factory=dict)
    match_on: str | None = None
    child_column: str | None = None
    child_match: str = ChildMatch.SYNC_KEY
    child_separator: str | None = None
    overwrite: str = Overwrite.NAMED
    key_prefix: str = ""
    links: str = Links.ADD
    series: str = ""
    reset_passwords: bool = False
    date_order: str | None = None
    format: str = AUTO
    scope: Sequence[str] = ()
    scope_from: str = ""
    scope_until: str = ""
    calendar_of: str = ""
    records_series: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    whole_school: bool = False
    home: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "mapping": dict(self.mapping),
            "scope": list(self.scope),
        }

    @property
    def series_of_records(self) -> str:
        return self.series if self.records_series is None else self.records_series

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Options":
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})
