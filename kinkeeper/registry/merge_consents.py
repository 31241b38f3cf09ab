"""What a pupil of age allows, of two accounts that become one, and on the way back (K18, K27).

The account that is kept is left with what both had, and nothing is added to it. Where the pupil had
decided for either, or the merge takes something away, that counts as the pupil's own decision from
then on: no file says it again, and no undo brings an earlier consent back.

The way back gives no consent back. What the pupil decided for the joined account holds for both.
Where the pupil decided nothing since, files may speak of each account again. Whose a consent is
that a file brought since cannot be told: each account is left with what it had before as well,
until the next file says it of the right one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Now

from kinkeeper.families import majority
from kinkeeper.families.consent_models import Consent
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person

PUPILS_OWN = ""
# Which end of a consent the two accounts are, and which end the other person is.
SIDES = (("parent", "pupil"), ("pupil", "parent"))
# A consent of the kept account that the merge wrote, and its source before; None: the merge added
# it only to say that the pupil has decided.
type Written = tuple[int, str | None]


def move(kept: Person, gone: Person) -> list[Written]:
    """Both people are locked."""
    written: list[Written] = []
    for mine, theirs in SIDES:
        mine_now = _by_other(kept, mine, theirs)
        for other, said in _by_other(gone, mine, theirs).items():
            held = _in_force(mine_now[other])
            if held is not None:
                made = _narrow(held, _in_force(said), PUPILS_OWN)
                if made is not None:
                    written += [(number, held.source) for number in made]
            own = [each for each in said if each.source == PUPILS_OWN]
            pair = Consent.objects.filter(**{mine: kept, f"{theirs}_id": other})
            if own and not pair.filter(source=PUPILS_OWN).exists():
                written.append((_only_decided(own[-1], mine, kept), None))
    return written


@dataclass(frozen=True)
class Back:
    """The way back, after the merge itself is gone; both people are locked."""

    kept: Person
    gone: Person
    merged_at: datetime

    def move(self, written: Sequence[Written]) -> None:
        before = dict(written)
        for mine, theirs in SIDES:
            of_gone = _by_other(self.gone, mine, theirs)
            for other, said in _by_other(self.kept, mine, theirs).items():
                held = _in_force(of_gone[other])
                if any(each.source == PUPILS_OWN and self._since(each) for each in said):
                    self._decided(mine, held, said, of_gone[other])
                    continue
                _as_files_said(said, before)
                filed = _in_force(said)
                if filed is None or filed.source == PUPILS_OWN or not self._since(filed):
                    continue
                if held is not None:
                    _narrow(held, filed, held.source)
                _narrow(filed, self._before(said), filed.source)

    def _since(self, consent: Consent) -> bool:
        return max(consent.given_at, consent.withdrawn_at or consent.given_at) > self.merged_at

    def _decided(
        self, mine: str, held: Consent | None, said: Sequence[Consent], had: Sequence[Consent]
    ) -> None:
        """Of a child who is not of age nothing is decided: it would be of age by that."""
        if mine == "pupil" and not majority.decides(self.gone, date_of(self.gone)):
            return
        if held is not None:
            _narrow(held, _in_force(said), PUPILS_OWN)
        if not any(each.source == PUPILS_OWN for each in had):
            own = [each for each in said if each.source == PUPILS_OWN]
            _only_decided(own[-1], mine, self.gone)

    def _before(self, said: Sequence[Consent]) -> Consent | None:
        """What the account that was kept had of its own when the two became one."""
        standing = (
            each
            for each in said
            if each.given_at <= self.merged_at
            and (each.withdrawn_at is None or each.withdrawn_at > self.merged_at)
        )
        return max(standing, key=lambda each: each.given_at, default=None)


def _by_other(account: Person, mine: str, theirs: str) -> Mapping[int, list[Consent]]:
    """The other end's internal ID -> all that was said of the two, the latest last."""
    found: dict[int, list[Consent]] = defaultdict(list)
    for each in Consent.objects.filter(**{mine: account}).order_by("given_at", "pk"):
        found[getattr(each, f"{theirs}_id")].append(each)
    return found


def _in_force(said: Sequence[Consent]) -> Consent | None:
    return next((each for each in said if each.withdrawn_at is None), None)


def _narrow(held: Consent, by: Consent | None, source: str) -> list[int] | None:
    """Leaves what both allow, with this source; the rows that were written. None: it was no more
    already."""
    both = None if by is None else _both(held, by)
    if both is not None and _said(both) == _said(held):
        return None
    Consent.objects.filter(pk=held.pk).update(withdrawn_at=Now(), source=source)
    if both is None:
        return [held.pk]
    both.source = source
    both.save()
    return [held.pk, both.pk]


def _said(consent: Consent) -> tuple[object, ...]:
    return consent.areas, consent.starts_on, consent.ends_on


def _both(held: Consent, by: Consent) -> Consent | None:
    """Not saved; None where the two have no area or no day in common."""
    areas = [each for each in held.areas if each in by.areas]
    starts = max((each.starts_on for each in (held, by) if each.starts_on), default=None)
    ends = min((each.ends_on for each in (held, by) if each.ends_on), default=None)
    if not areas or (starts and ends and ends < starts):
        return None
    return Consent(
        pupil_id=held.pupil_id,
        parent_id=held.parent_id,
        areas=areas,
        starts_on=starts,
        ends_on=ends,
    )


def _only_decided(decision: Consent, mine: str, account: Person) -> int:
    """That the pupil has decided, and allows nothing by it."""
    made = Consent(
        pupil_id=decision.pupil_id,
        parent_id=decision.parent_id,
        areas=decision.areas,
        source=PUPILS_OWN,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        given_at=decision.given_at,
        withdrawn_at=decision.withdrawn_at or Now(),
    )
    setattr(made, f"{mine}_id", account.pk)
    made.save()
    return made.pk


def _as_files_said(said: Sequence[Consent], before: Mapping[int, str | None]) -> None:
    """What the merge had made the pupil's own, is a file's again: withdrawn as it is."""
    for each in said:
        if each.pk not in before:
            continue
        source = before[each.pk]
        row = Consent.objects.filter(pk=each.pk)
        if source is None:
            row.delete()
        else:
            row.update(source=source)
            each.source = source
