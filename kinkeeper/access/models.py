from django.contrib.sessions.models import Session
from django.db import models

from kinkeeper.people.models import Person


class SessionOwner(models.Model):
    """Who has signed in with a session. It goes with either; the wall alone writes it
    (`wall.sign_in`), for the pages could claim to be anybody."""

    session = models.OneToOneField(Session, models.DB_CASCADE, primary_key=True)
    person = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.person_id}"
