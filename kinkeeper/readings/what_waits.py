"""Of what anything waits on the site, whoever may see it: of the rest no page has to ask."""

from collections.abc import Collection
from dataclasses import dataclass

from kinkeeper.families.models import QuestionKind
from kinkeeper.lib import db

WAITS = "SELECT proposals, questions, reviews FROM wall.waits()"


@dataclass(frozen=True)
class There:
    """Whether there are proposals, open questions of which kinds, and blocks with a review date.
    It says nothing of whose they are, and is shown to nobody."""

    proposals: bool
    questions: Collection[str]
    reviews: bool


ANYTHING = There(proposals=True, questions=frozenset(QuestionKind.values), reviews=True)


def there() -> There:
    [(proposals, questions, reviews)] = db.rows(WAITS)
    return There(proposals, frozenset(questions), reviews)
