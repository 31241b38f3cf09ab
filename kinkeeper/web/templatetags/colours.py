"""The colour of a tag or a note: what became of something, at a glance and beside its words."""

from django import template

register = template.Library()

GOOD, BAD, LOOK, TOLD, PLAIN = "success", "danger", "warning", "info", "neutral"
# The last of each, under no word, is the colour of everything else.
COLOURS: dict[str, dict[str, str]] = {
    "message": {"error": BAD, "warning": LOOK, "": GOOD},
    "batch": {"done": GOOD, "failed": BAD, "stopped": LOOK, "": TOLD},
    "import": {
        "applied": GOOD,
        **dict.fromkeys(("refused", "failed"), BAD),
        **dict.fromkeys(("planned", "received"), TOLD),
        "": PLAIN,
    },
    "relationship": {
        "create": GOOD,
        **dict.fromkeys(("held-back", "remove"), BAD),
        **dict.fromkeys(("pending", "waiting"), TOLD),
        **dict.fromkeys(("rejected", "propose", "asked"), LOOK),
        "": PLAIN,
    },
    "rights": {"widen": LOOK, "": TOLD},
    "person": {
        "create": GOOD,
        **dict.fromkeys(("rejected", "asked"), LOOK),
        "update": TOLD,
        "": PLAIN,
    },
    "question": {
        "held-back": BAD,
        **dict.fromkeys(("proposed", "rows-disagree", "other-person", "key-led-elsewhere"), LOOK),
        "unclear-cell": LOOK,
        **dict.fromkeys(("block-review", "block-lift"), LOOK),
        "": TOLD,
    },
    "answer": {
        **dict.fromkeys(("connected", "granted"), GOOD),
        **dict.fromkeys(("declined", "cancelled"), BAD),
        "": PLAIN,
    },
}


@register.filter
def colour(word: str, what: str) -> str:
    """Of a state, an act or a kind `word` of `what`, a key of `COLOURS`."""
    return COLOURS[what].get(word, COLOURS[what][""])
