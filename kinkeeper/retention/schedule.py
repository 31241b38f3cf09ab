"""The schedule: what is kept for how long, by which setting, what goes then and what stays.

The one list of it. The nightly job (`let_go.py`) works through it, and the report reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinkeeper.organisations import settings
from kinkeeper.retention import old as found
from kinkeeper.retention.old import Rows


@dataclass(frozen=True)
class Kind:
    """`setting` names the days (0: kept); blank where the days are `fixed` in the code, as words
    say it. `old` finds what goes; None where another job lets it go. `people`: they are moved to
    the trash, and nothing is deleted. `least` names a setting that it never goes before."""

    code: str
    what: str | Promise
    stays: str | Promise
    setting: str = ""
    fixed: str | Promise = ""
    old: Callable[[datetime], Rows] | None = None
    people: bool = False
    least: str = ""

    @property
    def days(self) -> int | None:
        """None where it is kept."""
        if not self.setting:
            return 0
        said = int(settings.get(self.setting))
        return max(said, int(settings.get(self.least)) if self.least else 0) if said else None


SCHEDULE = (
    Kind(
        "letters",
        _("Orders of letters and e-mails, and to whom each went"),
        _("The journal. Codes and links are not in them"),
        setting="letters_kept_days",
        old=found.letters,
    ),
    Kind(
        "feeds",
        _("Calendar addresses that ended"),
        _("Addresses in use"),
        fixed=_("deleted the night after they end"),
        old=found.feeds,
    ),
    Kind(
        "absence-reports",
        _("Absences that parents reported, counted from the last day"),
        _("The school’s register"),
        setting="sent_kept_days",
        old=found.absence_reports,
    ),
    Kind(
        "notice-answers",
        _("Answers to notices, and who opened them"),
        _("Answers to notices that are still open, and the notices"),
        setting="sent_kept_days",
        old=found.notice_answers,
    ),
    Kind(
        "contact-changes",
        _("Contact data that parents asked for, once decided"),
        _("What waits for the office, and the data of the account"),
        setting="sent_kept_days",
        old=found.contact_changes,
    ),
    Kind(
        "messages",
        _("Conversations of parents with the school, counted from the last message"),
        _("That there was one, in the journal"),
        setting="messages_kept_days",
        old=found.conversations,
    ),
    Kind(
        "meetings",
        _("Meetings, with who had booked, counted from the last time"),
        _("The journal"),
        setting="sent_kept_days",
        old=found.meetings,
    ),
    Kind(
        "records",
        _(
            "Register, results, remarks, learning plans, own notices and documents of pupils who "
            "left the school"
        ),
        _("In which classes they were, and records of schools where they still are"),
        setting="records_kept_days",
        old=found.leavers_records,
        least="records_after_leaving",
    ),
    Kind(
        "pupils",
        _("Pupils who left all their classes: they move to the trash"),
        _("The account, in the trash; you can restore it"),
        setting="leavers_days",
        old=found.pupils,
        people=True,
    ),
    Kind(
        "parents",
        _("Parents without a child: they move to the trash"),
        _("The account, in the trash; you can restore it"),
        setting="leavers_days",
        old=found.parents,
        people=True,
    ),
    Kind(
        "plans",
        _("Rows of imports, which repeat names and addresses"),
        _("The import, its counts and the journal"),
        setting="undo_days",
    ),
    Kind("journal", _("The journal"), _("How many entries went"), setting="journal_days"),
    Kind(
        "files",
        _("Uploaded files, and PDFs with letters"),
        _("The plan of the import, and the list of letters"),
        fixed=_("one day"),
    ),
    Kind(
        "news",
        _("Which news parents were told of"),
        _("What parents chose"),
        fixed=_("90 days"),
    ),
    Kind(
        "notices",
        _("E-mails that told someone of a change to their sign-in"),
        _("The change, in the journal"),
        fixed=_("30 days"),
    ),
    Kind(
        "runs",
        _("What came of each run of a source"),
        _("The imports that it brought"),
        fixed=_("30 days"),
    ),
    Kind(
        "tries",
        _("Wrong tries to sign in, and sessions that are over"),
        _("Lines of the journal"),
        fixed=_("an hour after they end"),
    ),
)


def before(kind: Kind, now: datetime) -> datetime | None:
    """What ended before this goes; None where it is kept."""
    days = kind.days
    return None if days is None else now - timedelta(days=days)
