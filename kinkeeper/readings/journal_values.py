"""What the data of a journal's line holds, in words: it keeps codes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.credentials.models import Channel
from kinkeeper.families.models import Answer, QuestionKind, RelationshipState
from kinkeeper.organisations.settings import KNOWN
from kinkeeper.people.models import Person
from kinkeeper.sources.models import Outcome, TrustedAct

# What somebody tried and may not do.
VERBS: Mapping[str, str | Promise] = {
    "children see": gettext_lazy("see children"),
    "credentials issue": gettext_lazy("make letters"),
    "imports run": gettext_lazy("import"),
    "journal read": gettext_lazy("read the journal"),
    "organisations edit": gettext_lazy("change what an organisation says of itself"),
    "parent features see": gettext_lazy("see how far parents are"),
    "people add": gettext_lazy("add people"),
    "people edit": gettext_lazy("change people"),
    "people merge": gettext_lazy("merge accounts"),
    "people see": gettext_lazy("see people"),
    "relationships change": gettext_lazy("change relationships"),
    "settings change": gettext_lazy("change settings"),
    "sources keep": gettext_lazy("keep sources"),
}

# By the data's name. What stands in none of them is a name, a number or somebody's own words.
LABELS: Mapping[str, Mapping[str, str | Promise]] = {
    "answer": dict(Answer.choices),
    "channel": dict(Channel.choices),
    "kind": dict(QuestionKind.choices),
    "outcome": dict(Outcome.choices),
    "state": dict(RelationshipState.choices),
    "verb": VERBS,
    "trusted": dict(TrustedAct.choices),
    "file": {
        "": gettext_lazy("it needs a decision"),
        "no": gettext_lazy("no right to see the child"),
        "disabled": gettext_lazy("disabled or suspended"),
        "unknown": gettext_lazy("it does not say"),
        "unstated": gettext_lazy("it does not say"),
        "kind": gettext_lazy("not a word for a parent"),
        "two-people": gettext_lazy("the name of two people"),
        "own-name": gettext_lazy("the name of the child"),
    },
}


def worded(data: Mapping[str, object]) -> dict[str, object]:
    """The data with words for codes; what no code stands for stays."""
    told = {name: _value(LABELS.get(name, {}), value) for name, value in data.items()}
    if isinstance(data.get("changes"), Mapping):
        told["changes"] = [_field(str(name)) for name in data["changes"]]  # type: ignore[attr-defined]  # it is one
    return told


def setting(name: object) -> object:
    """A setting as its page calls it."""
    return str(KNOWN[name].label) if isinstance(name, str) and name in KNOWN else name


def _field(name: str) -> str:
    """A person's column as forms call it."""
    columns = {column.name: column.verbose_name for column in Person._meta.concrete_fields}
    return str(columns.get(name, name))


def _value(labels: Mapping[str, str | Promise], value: object) -> object:
    if isinstance(value, list):
        return [_value(labels, each) for each in value]
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return str(labels[value]) if isinstance(value, str) and value in labels else value
