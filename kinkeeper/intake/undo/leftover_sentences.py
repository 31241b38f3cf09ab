"""Why an undo left something, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.families.models import source_in_words
from kinkeeper.intake.sections.leftover_reasons import Why
from kinkeeper.people.shown_names import Named, in_words, plainly
from kinkeeper.roster.fields import BY_NAME

SENTENCES: dict[str, str | Promise] = {
    Why.USED: gettext_lazy("has already signed in"),
    Why.NAMED: gettext_lazy("import %(import)s names this person, too"),
    Why.MERGED: gettext_lazy("is one of two accounts that were merged"),
    Why.RELATED: gettext_lazy("has relationships that stay"),
    Why.PROTECTED: gettext_lazy("this person has a protected identity"),
    Why.RECORDED: gettext_lazy("school records are about this person"),
    Why.RIGHTS_SET: gettext_lazy("what a parent may see was set by hand for this person"),
    Why.OUTSIDE: gettext_lazy("is outside your organisations"),
    Why.RELATIONSHIP_NAMED: gettext_lazy("import %(import)s names this relationship, too"),
    Why.BLOCKED: gettext_lazy("was blocked by %(who)s on %(when)s"),
    Why.ENDED: gettext_lazy("was ended by %(who)s on %(when)s"),
    Why.RESTRICTED: gettext_lazy("the file named a restriction; only a person can lift that"),
    Why.RIGHTS_NARROWED: gettext_lazy(
        "the file said that the parent sees less; only a person can lift that"
    ),
    Why.SAID_BY_OTHERS: gettext_lazy("is also asserted by others (%(sources)s)"),
    Why.RECORD_CHANGED: gettext_lazy("was changed or removed by a later import"),
    Why.RECORD_NAMED: gettext_lazy("import %(import)s names this record, too"),
    Why.RECORD_NEEDED: gettext_lazy("other records need it"),
    Why.CHANGED: gettext_lazy("was changed by %(who)s on %(when)s"),
    Why.FIELD_CHANGED: gettext_lazy("%(field)s has been changed again since"),
    Why.OWNED: gettext_lazy("is the address of someone who has signed in since, so it stays"),
    Why.SHARED: gettext_lazy("now gives access to more than your organisations, so it stays"),
    Why.FORGOTTEN: gettext_lazy(
        "the earlier password is not kept anywhere, so it cannot be restored"
    ),
    Why.TAKEN: gettext_lazy("somebody else now has the earlier username"),
    Why.LEGACY: "%(text)s",
}


def because(left: Mapping[str, Any], named: Named = plainly) -> str:
    """Why one of `Undone.kept` or `failed` was left; `named` says who did something, as far as the
    reader may know it."""
    code, about = left["code"], dict(left["detail"])
    if code == Why.CHANGED and "when" not in about:
        return _("was changed since")
    if "when" in about:
        about |= {"who": in_words(about, named), "when": _moment(about["when"])}
    if "field" in about:
        about["field"] = _(BY_NAME[about["field"]].label)
    if "sources" in about:
        about["sources"] = ", ".join(map(source_in_words, about["sources"]))
    return str(SENTENCES[code]) % about


def worded(undone: Mapping[str, Any], named: Named = plainly) -> dict[str, Any]:
    """`Undone.as_json` with sentences instead of codes."""
    return {
        **undone,
        **{name: [_worded(each, named) for each in undone[name]] for name in ("kept", "failed")},
    }


def _worded(left: Mapping[str, Any], named: Named) -> dict[str, Any]:
    rest = {name: value for name, value in left.items() if name not in {"code", "detail"}}
    return rest | {"because": because(left, named)}


def _moment(when: str) -> str:
    return date_format(localtime(datetime.fromisoformat(when)), "DATETIME_FORMAT")
