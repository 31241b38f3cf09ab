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
    "same": gettext_lazy("The same file as last time; there was nothing to do."),
    "still-waits": gettext_lazy(
        "The same file as last time; the plan of import %(import)s is still waiting."
    ),
    "paused": gettext_lazy("A plan is waiting, because the source was paused in the meantime."),
    "put-away": gettext_lazy(
        "The same file as import %(import)s, which someone discarded or undid. Run the source "
        "by hand to plan it again."
    ),
    "nothing-there": gettext_lazy("There is no roster file to take."),
    "not-complete": gettext_lazy(
        "A file is still being written; it will be taken when it is complete."
    ),
    "needs-a-person": gettext_lazy("A plan is waiting, because it would %(why)s."),
    "site-changed": gettext_lazy(
        "A plan is waiting, because the site kept changing in the meantime."
    ),
    "taken-over": gettext_lazy("Someone is already working on this import."),
    "applied": gettext_lazy("Applied: it did only what this source is allowed to do."),
    "file": gettext_lazy("The file was refused; the import says why."),
    "file-because": gettext_lazy("The file was refused: %(because)s"),
    "file-again": gettext_lazy("The same file as the one that was refused before."),
    "owner-gone": gettext_lazy(
        "%(owner)s, who is responsible for this source, is no longer on this site. Save it to "
        "become responsible for it yourself."
    ),
    "owner-no-administrator": gettext_lazy(
        "%(owner)s, who is responsible for this source, is no longer an administrator. Save "
        "it to become responsible for it yourself."
    ),
    "owner-out-of-reach": gettext_lazy(
        "%(owner)s, who is responsible for this source, no longer administers its "
        "organisation. Save it to become responsible for it yourself."
    ),
    "bad-address": gettext_lazy(
        "This cannot be an address. Write /srv/rosters/hillside/, https://host/file.csv or "
        "sftp://host/folder/, without a username in it."
    ),
    "folder-not-allowed": gettext_lazy(
        "The folder is not inside one that the operator named in KINKEEPER_SOURCE_FOLDERS."
    ),
    "host-not-allowed": gettext_lazy(
        "The operator has not named %(host)s in KINKEEPER_SOURCE_HOSTS."
    ),
    "no-folder": gettext_lazy("There is no such folder or file."),
    "link": gettext_lazy(
        "A file in the folder is a link to somewhere outside it; nothing was read."
    ),
    "unreadable": gettext_lazy("The contents could not be read."),
    "too-large": gettext_lazy("It is larger than the limit of %(most)s MB."),
    "too-many": gettext_lazy("There are more files than the limit of %(most)s."),
    "unreachable": gettext_lazy("The server did not answer."),
    "slow": gettext_lazy("The server was too slow; the run was stopped."),
    "certificate": gettext_lazy("The server’s certificate could not be verified."),
    "redirect": gettext_lazy("The server redirects us elsewhere; we do not follow that."),
    "status": gettext_lazy("The server answered with status %(status)s."),
    "credentials": gettext_lazy("The server refused the user name or the secret."),
    "host-key": gettext_lazy(
        "The server’s host key is not the one you entered. Either someone is intercepting the "
        "connection or the server has a new key; ask the person who runs it."
    ),
    "no-host-key": gettext_lazy("The host key cannot be read; enter it again."),
    "seal": gettext_lazy("The secret cannot be decrypted with this site’s key; type it again."),
    "killed": gettext_lazy("The run stopped in the middle; it will be tried again."),
    "unexpected": gettext_lazy("Something unexpected went wrong; the worker’s log says what."),
}
WHY: dict[str, str | Promise] = {
    "create": gettext_lazy("create people or records"),
    "change": gettext_lazy("change people or records"),
    "connect": gettext_lazy("connect parents and children"),
    "remove": gettext_lazy("end relationships or remove records"),
    GUARD: gettext_lazy("be stopped by a guard"),
    RIGHTS: gettext_lazy("skip a column that may say who has the right to see a child"),
    PASSWORDS: gettext_lazy("replace passwords"),
    TAKEN_BACK: gettext_lazy("continue after an import that was undone"),
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
    return _("It is running.") if running else sentence("killed", {})


def outcome(run: Run, *, running: bool) -> str:
    """The outcome's name; an open run that nobody is at has failed."""
    if run.outcome:
        return str(Outcome(run.outcome).label)
    return _("Working") if running else str(Outcome.FAILED.label)
