"""Coming of age in sentences: the same in `explain`, on pages and commands."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.families import majority
from kinkeeper.families.consent import going_on, in_force
from kinkeeper.families.rights_in_words import listed
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.people.shown_names import Named, plainly
from kinkeeper.roster.text.isolate import alone


def sentences(parent: Person, child: Person, named: Named = plainly) -> list[str]:
    """What the pupil's age does to this parent's access; nothing long before it."""
    names = {"parent": alone(parent.full_name), "child": alone(child.full_name)}
    goes_on = going_on(parent, child)
    if goes_on is not None:
        return [
            _("Access continues after the coming of age: %(basis)s. %(who)s: “%(why)s”")
            % {
                "basis": goes_on.get_basis_display(),
                "who": named(goes_on.made_by, goes_on.made_by_name) or _("An office"),
                "why": goes_on.reason,
            }
        ]
    if not majority.decides(child, date_of(child)):
        return []
    since = since_when(child)
    consent = in_force(child).filter(parent=parent).first()
    if consent is None:
        return [
            since,
            _(
                "%(parent)s’s access was ended by coming of age: %(child)s has not consented for "
                "this parent."
            )
            % names,
        ]
    said = names | {
        "areas": listed(consent.areas),
        "when": date_format(localtime(consent.given_at), "DATE_FORMAT"),
    }
    return [
        since,
        _("%(child)s has allowed %(parent)s to see this at most since %(when)s: %(areas)s.") % said,
    ]


def since_when(child: Person) -> str:
    day = majority.of(child)
    names = {"child": alone(child.full_name)}
    if day is None or day > date_of(child):
        return _("%(child)s has decided on access as a pupil of age.") % names
    return _("%(child)s has been of age since %(day)s.") % (
        names | {"day": date_format(day, "DATE_FORMAT")}
    )
