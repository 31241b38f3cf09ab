"""Why something did not go back as it was when a merge was taken back: kept as codes, and in words.

`detail` has `who` and `when` where somebody did it (`ByName.kept`), or the `field`, or of which
`kind` of school records how many (`count`) are withheld.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.people import shown_names
from kinkeeper.records.sentences import KINDS
from kinkeeper.roster.fields import BY_NAME


class Why(StrEnum):
    FIELD_CHANGED = "field-changed"
    CHANGED = "changed"
    BLOCKED = "blocked"
    ENDED = "ended"
    PROPOSED = "proposed"
    CONNECTED = "connected"
    BY_IMPORT = "by-import"
    RECORDS_WITHHELD = "records-withheld"
    LEGACY = "legacy"  # text: a sentence of an earlier version


SENTENCES: dict[str, str | Promise] = {
    Why.FIELD_CHANGED: gettext_lazy("%(field)s has been changed since and stays as it is"),
    Why.CHANGED: gettext_lazy("was changed since the merge"),
    Why.BLOCKED: gettext_lazy("was blocked by %(who)s on %(when)s; this applies to both accounts"),
    Why.ENDED: gettext_lazy("was ended by %(who)s on %(when)s; this applies to both accounts"),
    Why.PROPOSED: gettext_lazy(
        "was proposed by %(who)s on %(when)s; an administrator has to decide"
    ),
    Why.CONNECTED: gettext_lazy("was connected by %(who)s on %(when)s and stays with this account"),
    Why.BY_IMPORT: gettext_lazy(
        "was connected by an import since the merge; the next file decides whom it names"
    ),
    Why.RECORDS_WITHHELD: gettext_lazy(
        "%(count)s entries under %(kind)s came from files after the merge. They may belong to "
        "either account, and no parent sees them until a file says whose they are"
    ),
    Why.LEGACY: "%(text)s",
}


def said(
    code: str, detail: Mapping[str, Any], named: shown_names.Named = shown_names.plainly
) -> str:
    """`named` says who did something, as far as the reader may know it."""
    about = dict(detail)
    if "when" in about:
        when = date_format(localtime(datetime.fromisoformat(about["when"])), "DATE_FORMAT")
        about |= {"who": shown_names.in_words(about, named), "when": when}
    if "field" in about:
        about["field"] = _(BY_NAME[about["field"]].label)
    if "kind" in about:
        about["kind"] = KINDS[about["kind"]]
    return str(SENTENCES[code]) % about
