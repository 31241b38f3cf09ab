"""Whether a name is one person's (K21). `Person.one_person_name` is the name of which somebody said
so, though it looks like two people's; with another name it is asked anew."""

from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Person, Profile
from kinkeeper.roster.cells.two_people import is_two


@whole_site()
def may_be_two(person: Person) -> bool:
    """Whether an adult's name looks like that of two people, and nobody said that it is one's: then
    no way in is issued."""
    if person.profile == Profile.PUPIL or not is_two(person.given_name, person.family_name):
        return False
    return person.one_person_name != person.full_name
