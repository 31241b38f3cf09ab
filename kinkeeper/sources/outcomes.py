"""Why a run ended as it did, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.intake.stored_plan import messages
from kinkeeper.sources.models import Outcome, Run
from kinkeeper.sources.trust import GUARD, OTHER, PASSWORDS, RIGHTS, TAKEN_BACK

SENTENCES: dict[str, str | Promise] = {
    "same": gettext_lazy("The same file as last time; nothing was done."),
    "still-waits": gettext_lazy(
        "The same file as last time; the plan of import %(import)s still waits."
    ),
    "paused": gettext_lazy("A plan waits, because the source was paused meanwhile."),
    "put-away": gettext_lazy(
        "The same file as import %(import)s, which a person discarded or took back. Run it by hand "
        "to plan it again."
    ),
    "nothing-there": gettext_lazy("There is no roster file to take."),
    "not-complete": gettext_lazy("A file is still being written; it is taken when it is complete."),
    "needs-a-person": gettext_lazy("A plan waits, because it would %(why)s."),
    "site-changed": gettext_lazy("A plan waits, because the site kept changing meanwhile."),
    "taken-over": gettext_lazy("A person is at the import already."),
    "applied": gettext_lazy("Applied: only what this source is trusted for."),
    "file": gettext_lazy("The file was refused; the import says why."),
    "file-because": gettext_lazy("The file was refused: %(because)s"),
    "file-again": gettext_lazy("The same file as the one that was refused before."),
    "owner-gone": gettext_lazy(
        "%(owner)s, who answers for this source, is not here any more. Save it to answer for it "
        "yourself."
    ),
    "owner-no-administrator": gettext_lazy(
        "%(owner)s, who answers for this source, is no administrator any more. Save it to answer "
        "for it yourself."
    ),
    "owner-out-of-reach": gettext_lazy(
        "%(owner)s, who answers for this source, no longer reaches its organisation. Save it to "
        "answer for it yourself."
    ),
    "bad-address": gettext_lazy(
        "The address cannot be meant. Write /srv/rosters/hillside/, https://host/file.csv or "
        "sftp://host/folder/, without a user name in it."
    ),
    "folder-not-allowed": gettext_lazy(
        "The folder does not lie below one that the operator named in KINKEEPER_SOURCE_FOLDERS."
    ),
    "host-not-allowed": gettext_lazy(
        "The operator has not named %(host)s in KINKEEPER_SOURCE_HOSTS."
    ),
    "no-folder": gettext_lazy("There is no such folder or file."),
    "link": gettext_lazy("A file there is a link that leads out of the folder; nothing was read."),
    "unreadable": gettext_lazy("What is there could not be read."),
    "too-large": gettext_lazy("It is larger than the limit of %(most)s MB."),
    "too-many": gettext_lazy("There are more files than the limit of %(most)s."),
    "unreachable": gettext_lazy("The server did not answer."),
    "slow": gettext_lazy("The server was too slow; the run was given up."),
    "certificate": gettext_lazy("The server’s certificate could not be verified."),
    "redirect": gettext_lazy("The server sends us elsewhere; that is not followed."),
    "status": gettext_lazy("The server answered with status %(status)s."),
    "credentials": gettext_lazy("The server refused the user name or the secret."),
    "host-key": gettext_lazy(
        "The server’s host key is not the one that was set down. Either somebody stands in between "
        "or the server has a new key; ask who runs it."
    ),
    "no-host-key": gettext_lazy("The host key cannot be read; set it down anew."),
    "seal": gettext_lazy("The secret cannot be opened with this site’s key; type it again."),
    "killed": gettext_lazy("The run stopped in the middle; it is tried again."),
    "unexpected": gettext_lazy("Something unexpected went wrong; the worker’s log says what."),
}
WHY: dict[str, str | Promise] = {
    "create": gettext_lazy("create people"),
    "change": gettext_lazy("change people"),
    "connect": gettext_lazy("connect parents and children"),
    "remove": gettext_lazy("end relationships"),
    GUARD: gettext_lazy("be stopped by a guard"),
    RIGHTS: gettext_lazy("leave a column unread that may say who has a right to see a child"),
    PASSWORDS: gettext_lazy("replace passwords"),
    TAKEN_BACK: gettext_lazy("follow an import that was taken back"),
    OTHER: gettext_lazy("do something new"),
}


def sentence(code: str, detail: Mapping[str, Any]) -> str:
    """In the reader's language; empty for no code."""
    words = SENTENCES.get(code)
    if words is None:
        return code
    why = ", ".join(str(WHY.get(each, each)) for each in detail.get("why", []))
    return str(words) % {**detail, "why": why}


def said(run: Run, *, running: bool, open_import: bool = False) -> str:
    """The sentence of one run; an open one is at work or was killed. Whoever may open the import
    hears why its file was refused: that may quote the file."""
    if open_import and run.code == "file" and run.roster_import is not None:
        because = " ".join(messages(run.roster_import.problems.order_by("number")[:1]))
        if because:
            return sentence("file-because", {"because": because})
    if run.outcome:
        return sentence(run.code, run.detail)
    return _("It is at work.") if running else sentence("killed", {})


def outcome(run: Run, *, running: bool) -> str:
    """The outcome's name; an open run that nobody is at has failed."""
    if run.outcome:
        return str(Outcome(run.outcome).label)
    return _("At work") if running else str(Outcome.FAILED.label)
