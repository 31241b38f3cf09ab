"""Whom an unknown child's key may have meant: said beside the problem, never acted on."""

from collections.abc import Mapping, Sequence
from string import digits

from kinkeeper.families.models import Match
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Person, Profile, State
from kinkeeper.people.reach import within
from kinkeeper.roster.damage import neighbours
from kinkeeper.roster.options import Options

MOST = 200
LONGEST = 40
FIELD = {Match.SYNC_KEY: "sync_key", Match.USERNAME: "username_folded"}


def suggest(unknown: Sequence[str], options: Options, reach: Reach) -> Mapping[str, str]:
    """Unknown key -> the one pupil's key in reach that is a single slip away. Where several are,
    any would be a guess, and none is named. Looks at the first 200 keys."""
    field = FIELD.get(Match(options.child_match))
    keys = [key for key in unknown if len(key) <= LONGEST][:MOST]
    if field is None or not keys:
        return {}
    letters = sorted({char for key in keys for char in key} - set(digits))
    alphabet = digits + "".join(letters)[:54]
    near = {key: neighbours(key, alphabet) for key in keys}
    pupils = Person.objects.filter(within(reach), profile=Profile.PUPIL)
    known = set(
        pupils.exclude(state=State.TRASHED)
        .filter(**{f"{field}__in": list(set().union(*near.values()))})
        .values_list(field, flat=True)
    )
    hits = {key: known & around for key, around in near.items()}
    return {key: found.pop() for key, found in hits.items() if len(found) == 1}
