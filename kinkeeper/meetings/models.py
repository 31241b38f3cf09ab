"""The rows of meetings: what a school offers, its times, and who has booked one."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person


class Offer(models.Model):
    """Times that are offered to the parents of a class, or (`chosen`) of some of its pupils.

    `with_whom` is whom they meet, as the school writes it; `place` may be an address of the web.
    Parents book, change and cancel before `closes_at`. `per_child` is how many times there are for
    a child: for each of its parents (`each_parent`), or for all of them together.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    with_whom = models.CharField(max_length=200)
    place = models.CharField(max_length=300, blank=True, db_default="")
    chosen = models.BooleanField()
    each_parent = models.BooleanField()
    per_child = models.SmallIntegerField()
    closes_at = models.DateTimeField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, blank=True, db_default="")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meetings_offer_per_child", condition=Q(per_child__gte=1, per_child__lte=10)
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} at {self.organisation_id}"


class Invitation(models.Model):
    """One of the pupils of a chosen few."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="invitations", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["offer", "child"], name="meetings_invited")]

    def __str__(self) -> str:
        return f"{self.child_id} to {self.offer_id}"


class Slot(models.Model):
    """One time. `closed_at`: the school has taken it off; parents see it as one that is not free,
    so that such a time tells nothing of another parent."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="slots", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "starts_at"], name="meetings_slot_once"),
            models.CheckConstraint(
                name="meetings_slot_ends", condition=Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} of {self.offer_id}"


class BookingState(models.TextChoices):
    """`called-off`: by the school. `released`: the parent no longer sees the child, or the child is
    no longer one of those for whom the meetings are."""

    BOOKED = "booked", _("Booked")
    CANCELLED = "cancelled", _("Cancelled by the parent")
    CALLED_OFF = "called-off", _("Cancelled by the school")
    RELEASED = "released", _("Released, because the parent no longer has access, or the pupil left")


class Booking(models.Model):
    """A slot is taken for a child by a parent, or (None) by someone who phoned. What holds is
    *booked*; the other rows are history.

    Brothers and sisters may share the slot of one parent: `seat` counts them. `number` counts the
    bookings of a child in an offer, `each_parent` says whether for each parent on their own; both
    are unique among what holds, so that two at the same moment never have more than there is.

    `changed_by` is who at the school moved it or called it off, with a reason for the parent;
    `seen_at`: when the parent first saw that. `moved_from` is when it was before.
    """

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="bookings")
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    parent = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    each_parent = models.BooleanField()
    seat = models.SmallIntegerField()
    number = models.SmallIntegerField()
    state = CodeField(max_length=20, choices=BookingState, db_default=BookingState.BOOKED)
    made_at = models.DateTimeField(db_default=Now())
    entered_by = models.BigIntegerField(null=True)
    entered_by_name = models.CharField(max_length=300, blank=True, db_default="")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.BigIntegerField(null=True)
    changed_by_name = models.CharField(max_length=300, blank=True, db_default="")
    reason = models.CharField(max_length=500, blank=True, db_default="")
    moved_from = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "seat"],
                condition=Q(state=BookingState.BOOKED),
                name="meetings_slot_taken_once",
            ),
            models.UniqueConstraint(
                fields=["slot", "child"],
                condition=Q(state=BookingState.BOOKED),
                name="meetings_child_once_a_slot",
            ),
            models.UniqueConstraint(
                fields=["offer", "child", "number"],
                condition=Q(state=BookingState.BOOKED, each_parent=False),
                name="meetings_number_a_child",
            ),
            models.UniqueConstraint(
                fields=["offer", "child", "parent", "number"],
                condition=Q(state=BookingState.BOOKED, each_parent=True),
                nulls_distinct=False,
                name="meetings_number_a_parent",
            ),
            models.CheckConstraint(
                name="meetings_booking_by_someone",
                condition=Q(parent__isnull=False) | Q(entered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="meetings_booking_state_known", condition=Q(state__in=BookingState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} of {self.slot_id}"
