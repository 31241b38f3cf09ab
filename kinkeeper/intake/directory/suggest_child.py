"""Whom an unknown child's key may have meant: said beside the problem, never acted on."""

from collections.abc import Mapping, Sequence, Set
from string import digits

from psycopg import sql

from kinkeeper.families.models import Match
from kinkeeper.lib import db
from kinkeeper.organisations.reach import Reach
from kinkeeper.roster.match.one_slip import neighbours
from kinkeeper.roster.options import Options
from kinkeeper.roster.text.normalise import fold_username

MOST, FEW = 200, 20
MANY = 1_000  # unknown keys: then it is no slip of a finger, and a few examples will do
LONGEST = 40
PUPILS = """
SELECT {field} FROM people_person person
WHERE {field} = ANY(%s) AND profile = 'pupil' AND state <> 'trashed' AND {inside}
"""
INSIDE = """
EXISTS (SELECT FROM people_membership member
        WHERE member.person_id = person.id AND member.organisation_id = ANY(%s))
"""
FIELD = {Match.SYNC_KEY: "sync_key", Match.USERNAME: "username_folded"}


def suggest(unknown: Sequence[str], options: Options, reach: Reach) -> Mapping[str, str]:
    """Unknown key -> the one pupil's key in reach that is a single slip away. Where several are,
    any would be a guess, and none is named. Looks at the first keys only."""
    hits = near(unknown, options.child_match, reach)
    return {key: next(iter(found)) for key, found in hits.items() if len(found) == 1}


def near(unknown: Sequence[str], match: str, reach: Reach) -> Mapping[str, set[str]]:
    """Unknown key -> all pupils' keys in reach that are a single slip away, where there are any.
    Looks at the first keys only."""
    field = FIELD.get(Match(match))
    most = MOST if len(unknown) <= MANY else FEW
    keys = [key for key in unknown if len(key) <= LONGEST][:most]
    if field is None or not keys:
        return {}
    letters = sorted({char for key in keys for char in key} - set(digits))
    alphabet = digits + "".join(letters)[:54]
    around = {key: neighbours(key, alphabet) for key in keys}
    known = pupils_with(field, sorted(set().union(*around.values())), reach)
    return {key: known & slips for key, slips in around.items() if known & slips}


def of_texts(texts: Sequence[str], match: str, reach: Reach, prefix: str = "") -> Set[str]:
    """Those of the texts that are keys, or usernames, of pupils in reach. `prefix` stands before
    each key here, and not in the texts."""
    prefix = prefix if match == Match.SYNC_KEY else ""
    as_stored = fold_username if match == Match.USERNAME else str
    keys = {text: f"{prefix}{as_stored(text)}" for text in texts}
    known = pupils_with(FIELD[Match(match)], sorted(set(keys.values())), reach)
    return {text for text, key in keys.items() if key in known}


def pupils_with(field: str, keys: list[str], reach: Reach) -> set[str]:
    """Those of the keys (or folded usernames) that pupils in reach have."""
    inside, params = ("true", []) if reach.whole_site else (INSIDE, [reach.ids()])
    query = sql.SQL(PUPILS).format(field=sql.Identifier(field), inside=sql.SQL(inside))
    return set(db.column(query, [keys, *params]))  # one array, not a hundred thousand parameters
