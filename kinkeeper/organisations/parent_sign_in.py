"""With what parents sign in: the site's rule (`settings.PARENTS_BY`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParentSignIn(models.TextChoices):
    PASSWORD = "password", _("A password is enough")
    SECOND_STEP = "password-and-second-step", _("A password and a second step")
    PASSKEY = "passkey", _("A passkey")
    PROVIDER = "provider", _("An identity provider only")
