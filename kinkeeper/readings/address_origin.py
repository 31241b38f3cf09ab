"""Who set a person's address, in words, as far as the viewer may know it (K38, K14)."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import source_in_words
from kinkeeper.people.models import Person


def said(viewer: Viewer, person: Person) -> str:
    """Empty where there is no address."""
    if not person.email:
        return ""
    if person.email_set_at is None or person.email_reach is None:
        return _("it is not known who set this address")
    when = {"when": date_format(localtime(person.email_set_at), "SHORT_DATE_FORMAT")}
    if not person.email_reach:
        return _("confirmed by its owner on %(when)s") % when
    if not all(map(viewer.reach.covers, person.email_reach)):
        return _("set by another office on %(when)s") % when
    return _("set by %(who)s on %(when)s") % (when | {"who": source_in_words(person.email_set_by)})
