"""Individual learning plans: what one pupil is to reach, and what the school does for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kinkeeper.people.models import Person
from kinkeeper.records.places import School
from kinkeeper.records.sourced import Sourced, once


class GoalState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under-way", _("Under way")
    REACHED = "reached", _("Reached")
    ENDED = "ended", _("Ended without being reached")


class PlanPart(models.TextChoices):
    """What a parent's comment is about."""

    GOALS = "goals", _("The goals")
    SUPPORT = "support", _("What the school does")


@dataclass(frozen=True)
class Goal:
    """Both days may be open."""

    text: str
    state: GoalState = GoalState.PLANNED
    starts_on: date | None = None
    ends_on: date | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Goal":
        days = (stored.get("starts_on"), stored.get("ends_on"))
        first, last = (date.fromisoformat(each) if each else None for each in days)
        return cls(stored["text"], GoalState(stored["state"]), first, last)

    def stored(self) -> dict[str, str | None]:
        return {
            "text": self.text,
            "state": str(self.state),
            "starts_on": self.starts_on.isoformat() if self.starts_on else None,
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
        }


class LearningPlan(Sourced):
    """Parents see it from `published_at` on, until it is withdrawn; None: it is a draft, and for
    staff. All of it is for whoever sees it: what is for staff alone is a note, another record.
    `goals` as `Goal` stores them. `comments_on`: on which parts parents may comment."""

    pupil = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    goals = models.JSONField(default=list)
    support = models.CharField(max_length=5000, blank=True, db_default="")
    comments_on = ArrayField(models.CharField(max_length=10, choices=PlanPart), default=list)
    published_at = models.DateTimeField(null=True)
    published_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [once("learning_plan")]
        indexes = [models.Index(fields=["pupil"], name="learning_plan_of_pupil")]

    @property
    def each_goal(self) -> list[Goal]:
        return [Goal.of(each) for each in self.goals]
