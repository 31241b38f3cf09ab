"""The rows of what a block rests on, and when somebody looks at it again (K15)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField
from kinkeeper.people.models import Person
from kinkeeper.roster import vocabulary


class BlockBasis(models.TextChoices):
    NOT_STATED = vocabulary.BlockBasis.NOT_STATED, _("Not stated")
    COURT_ORDER = vocabulary.BlockBasis.COURT_ORDER, _("Court order")
    CHILD_PROTECTION = (
        vocabulary.BlockBasis.CHILD_PROTECTION,
        _("Decision of the child protection authority"),
    )
    HEAD_OF_SCHOOL = vocabulary.BlockBasis.HEAD_OF_SCHOOL, _("Decision of the head of the school")
    PUPIL_OF_AGE = vocabulary.BlockBasis.PUPIL_OF_AGE, _("Request of the pupil, who is of age")
    OTHER = vocabulary.BlockBasis.OTHER, _("Another basis, named in the reason")


class BlockGround(models.Model):
    """What one block of this parent and this child rests on.

    Apart from the relationship's row, which the parent may read: a file number tells of a court. It
    belongs to the block that began at `block_since`; of a block that was lifted it stays as
    history. `of_parent` and `of_child` (internal IDs) say of whom it was said: a merge of accounts
    that both were blocked leaves both grounds to the one block (`registry/merge_grounds.py`).
    """

    parent = models.ForeignKey(Person, models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    block_since = models.DateTimeField()
    of_parent = models.BigIntegerField()
    of_child = models.BigIntegerField()
    basis = CodeField(max_length=20, choices=BlockBasis)
    reference = models.CharField(max_length=200, db_default="", blank=True)
    review_on = models.DateField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="block_basis_known", condition=Q(basis__in=BlockBasis.values)
            ),
            models.UniqueConstraint(
                fields=["child", "parent", "block_since", "of_child", "of_parent"],
                name="one_ground_of_a_block",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_on"], condition=~Q(review_on=None), name="block_to_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id}-{self.child_id}: {self.basis}"
