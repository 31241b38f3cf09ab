"""A free username for one person; an import makes its own for many."""

from kinkeeper.people.models import Person
from kinkeeper.roster.usernames import assign, base_of


def free_username(given_name: str, family_name: str) -> str:
    """`given.family` in plain letters, numbered when somebody has it already."""
    return assign([base_of(given_name, family_name)], taken)[0]


def taken(folded: list[str]) -> set[str]:
    """Those of the folded usernames that somebody in the site has."""
    return set(
        Person.objects.filter(username_folded__in=folded).values_list("username_folded", flat=True)
    )
