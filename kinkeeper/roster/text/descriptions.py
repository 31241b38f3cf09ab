"""How a file that has no children's keys says who a child is: by name, and class or birth date.

A description is a JSON text of four texts: first name, last name, class, birth date (ISO). Each is
empty where the file does not say it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from kinkeeper.roster.text.names import folded


@dataclass(frozen=True)
class Description:
    given_name: str
    family_name: str
    of_class: str = ""
    birth_date: str = ""

    @property
    def is_enough(self) -> bool:
        """Whether it says more than a name, which many bear."""
        return bool(self.of_class or self.birth_date)

    @property
    def written(self) -> str:
        return json.dumps(astuple(self), ensure_ascii=False)

    @property
    def shown(self) -> str:
        """As a person reads it: *Nora Berg · 5A*."""
        name = f"{self.given_name} {self.family_name}".strip()
        return " · ".join(part for part in (name, self.of_class, self.birth_date) if part)


def read(text: str) -> Description:
    return Description(*json.loads(text))


def listed(several: Iterable[Description]) -> str:
    """Those of one row, in the order in which it names them."""
    return json.dumps([astuple(each) for each in several], ensure_ascii=False)


def of_list(text: str) -> Sequence[Description]:
    return [Description(*each) for each in json.loads(text)]


def class_folded(name: str) -> str:
    """Classes are one that differ in letter case, accents and spaces alone: *5 a*, *5A*."""
    return folded(name).replace(" ", "")
