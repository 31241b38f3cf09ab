"""A free username for one person; an import makes its own for many."""

from kinkeeper.lib import db
from kinkeeper.roster.match.usernames import assign, base_of


def free_username(given_name: str, family_name: str) -> str:
    """`given.family` in plain letters, numbered when somebody has it already."""
    return assign([base_of(given_name, family_name)], taken)[0]


def taken(folded: list[str]) -> set[str]:
    """Those of the folded usernames, made by `assign`, that somebody in the site has."""
    # One text without blanks inside: half the time of an array, which is quoted word by word.
    taken = (
        "SELECT username_folded FROM people_person "
        "WHERE username_folded = ANY(string_to_array(%s, ' '))"
    )
    return set(db.column(taken, [" ".join(folded)]))
