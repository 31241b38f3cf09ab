"""The words for kinds of records."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "schools": _("Schools"),
    "terms": _("School years and terms"),
    "days_off": _("Days off"),
    "classes": _("Classes and groups"),
    "enrolments": _("Enrolments"),
    "attendance_codes": _("Attendance codes"),
    "timetable": _("Timetable"),
    "timetable_changes": _("Changes to the timetable"),
    "events": _("Events"),
    "notices": _("Notices"),
    "attendance": _("Attendance"),
    "assignments": _("Assignments"),
    "results": _("Results"),
    "remarks": _("Remarks"),
    "documents": _("Documents"),
    "learning_plans": _("Learning plans"),
}
