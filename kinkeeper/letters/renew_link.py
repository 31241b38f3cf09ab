"""A fresh activation link that a person orders alone."""

from kinkeeper.credentials.eligible import choose, opens_only_its_setters
from kinkeeper.journal.actor import Actor
from kinkeeper.letters.jobs import ask
from kinkeeper.letters.models import Form, Ordered
from kinkeeper.letters.order import order
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person


@act()
def order_link(actor: Actor, person: Person) -> None:
    """A fresh activation link to the address on file; nothing where the person may have none."""
    [choice] = choose([person], by_email=True, reach=WHOLE_SITE)
    if choice.gets_one and opens_only_its_setters(person):
        batch = order(actor, [person], Form.EMAIL, about=Ordered.ONESELF)
        ask(batch, actor)
