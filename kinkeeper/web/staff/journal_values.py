"""What the data of a journal's line holds, in words: it keeps codes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.credentials.models import Channel
from kinkeeper.families.models import Answer, QuestionKind, RelationshipState
from kinkeeper.sources.models import Outcome, TrustedAct

# By the data's name. What stands in none of them is a name, a number or somebody's own words.
LABELS: Mapping[str, Mapping[str, str | Promise]] = {
    "answer": dict(Answer.choices),
    "channel": dict(Channel.choices),
    "kind": dict(QuestionKind.choices),
    "outcome": dict(Outcome.choices),
    "state": dict(RelationshipState.choices),
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
    return {name: _value(LABELS.get(name, {}), value) for name, value in data.items()}


def _value(labels: Mapping[str, str | Promise], value: object) -> object:
    if isinstance(value, list):
        return [_value(labels, each) for each in value]
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return str(labels[value]) if isinstance(value, str) and value in labels else value
