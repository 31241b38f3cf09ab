from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField


class OrganisationKind(models.TextChoices):
    SITE = "site", _("Site")
    DISTRICT = "district", _("District")
    SCHOOL = "school", _("School")
    CLASS = "class", _("Class")
    UNCLASSIFIED = "unclassified", _("Other")


class Organisation(models.Model):
    """A node of the hierarchy. The site is the root, its path is empty; a path begins below it."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = CodeField(_("kind"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=100)
    path = models.CharField(_("path"), max_length=1000, unique=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="organisation_only_the_site_is_root",
                condition=Q(parent=None, kind="site", path="")
                | Q(parent__isnull=False) & ~Q(kind="site") & ~Q(path=""),
            ),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="site"), name="one_site"),
            models.CheckConstraint(
                name="organisation_name_has_no_slash",
                condition=~Q(name__contains="/") & ~Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.path or self.name


class Below(models.Model):
    """Which organisation is `root` or lies below it; everything belongs to the site. A view: this
    rule stands there, and for paths alone in `roster.text.organisation_paths`."""

    pk = models.CompositePrimaryKey("root_id", "organisation_id")
    root = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+")
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+")

    class Meta:
        managed = False
        db_table = "organisations_below"

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.root_id}"


class Setting(models.Model):
    """A site-wide setting that differs from its default (`settings.py` lists them all)."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class OwnSetting(models.Model):
    """What an organisation says in its own words instead of the site's (`own_settings.py`)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="own_settings")
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="own_setting_once"),
            models.CheckConstraint(name="own_setting_says_something", condition=~Q(value="")),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.name}={self.value}"
