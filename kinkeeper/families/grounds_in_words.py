"""What a block rests on, in sentences: the same in `explain`, on pages and commands."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kinkeeper.families.block_models import BlockBasis, BlockGround
from kinkeeper.roster.text.isolate import alone


def sentences(grounds: Iterable[BlockGround], today: date) -> list[str]:
    """`today` is the child's. For who may read the grounds alone, never for the parent."""
    grounds = list(grounds)
    found = [_rests_on(each) for each in grounds]
    day = review_of(grounds)
    if day is not None:
        words = _("The review of this block was due on %s.") if day <= today else _("Review: %s.")
        found.append(words % date_format(day, "DATE_FORMAT"))
    return [sentence for sentence in found if sentence]


def review_of(grounds: Iterable[BlockGround]) -> date | None:
    """When the block is looked at again: the first of the days."""
    return min((each.review_on for each in grounds if each.review_on), default=None)


def _rests_on(ground: BlockGround) -> str:
    about = {"basis": ground.get_basis_display(), "reference": alone(ground.reference)}
    if ground.reference and ground.basis == BlockBasis.NOT_STATED:
        return _("Reference: %(reference)s.") % about
    if ground.reference:
        return _("Legal basis: %(basis)s. Reference: %(reference)s.") % about
    if ground.basis == BlockBasis.NOT_STATED:
        return ""
    return _("Legal basis: %(basis)s.") % about
