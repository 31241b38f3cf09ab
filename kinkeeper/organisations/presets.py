"""The presets of what a parent sees, in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kinkeeper.roster import vocabulary


class Preset(models.TextChoices):
    EVERYTHING = vocabulary.Preset.EVERYTHING, _("Everything")
    WITHOUT_CONTACT = vocabulary.Preset.WITHOUT_CONTACT, _("Everything except contact details")
    DAY_TO_DAY = vocabulary.Preset.DAY_TO_DAY, _("Day to day: school day, absence and messages")
    RESULTS_ONLY = vocabulary.Preset.RESULTS_ONLY, _("Only work, results and documents")
    SCHOOL_DAY_ONLY = vocabulary.Preset.SCHOOL_DAY_ONLY, _("Only the school day and timetable")
    NOTHING = vocabulary.Preset.NOTHING, _("Nothing")
