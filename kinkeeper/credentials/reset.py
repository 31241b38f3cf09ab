"""A forgotten password: a link in a mail to the address on file lets its owner choose a new one."""

from django.utils.http import urlsafe_base64_decode

from kinkeeper.credentials import choose_password, record_way_in
from kinkeeper.credentials.eligible import opens_only_its_setters
from kinkeeper.credentials.reset_tokens import tokens
from kinkeeper.journal.actor import Actor
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.people import returned_mail
from kinkeeper.people.models import Person, PersonState


@whole_site()
def meant(uid: str, token: str) -> Person | None:
    """Whose link this is; None where it is nobody's or no longer good."""
    person = Person.objects.filter(pk=number(uid), state=PersonState.ACTIVE).first()
    good = person is not None and tokens.check_token(person, token)
    # the account may have come to reach further than whoever set the address (K38)
    return person if good and person is not None and opens_only_its_setters(person) else None


@act()
def reset(origin: str, uid: str, token: str, password: str) -> Person | None:
    """The person with the new password. Sessions end with the old one; nobody is signed in by a
    mail alone. None where the link stopped being good this very moment.

    Raises Django's `ValidationError` when the password will not do.
    """
    record_way_in.held(number(uid))
    person = meant(uid, token)
    if person is None:
        return None
    actor = Actor(person.pk, person.full_name, origin)
    readers = record_way_in.readers_of_mail(person, person.way_in_reach)
    choose_password.choose(actor, person, password, choose_password.RESET)
    returned_mail.gets_through(person)
    record_way_in.enter(person, readers)
    return person


def number(uid: str) -> int:
    """The internal ID that a link names; 0 where it names none."""
    try:
        return int(urlsafe_base64_decode(uid))
    except ValueError:
        return 0
