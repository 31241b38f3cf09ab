"""What can be chosen of a column, and of how a file is written and read."""

from django.utils.translation import gettext_lazy

from kinkeeper.roster.columns.mapping import IGNORE
from kinkeeper.roster.fields import BY_NAME, FIELDS, WHOLE
from kinkeeper.roster.options import AUTO, FORMATS
from kinkeeper.roster.read.encodings import KNOWN
from kinkeeper.roster.vocabulary import ChildMatch, DateOrder, Links, MatchOn, Overwrite

NO_CHILDREN = "-"
BY_FORMAT = "+"
CHILD = "child"
ONE_MORE = "one-more-child"
FIELD_CHOICES = [
    (IGNORE, gettext_lazy("Skip")),
    *[(field.name, gettext_lazy(field.label)) for field in (*FIELDS, WHOLE) if field.name != CHILD],
    (ONE_MORE, gettext_lazy("One more child, matched as chosen below")),
]
DATE_ORDERS = [
    (DateOrder.DAY_FIRST, gettext_lazy("The day: 31/12/2015")),
    (DateOrder.MONTH_FIRST, gettext_lazy("The month: 12/31/2015")),
]
# Of a column that may be about rights; where nobody decides, a guard asks before anything is done.
UNDECIDED = ("", gettext_lazy("Not decided: it may say who may see a child"))
RIGHTS_CHOICES = [
    UNDECIDED,
    (IGNORE, gettext_lazy("Skip: it does not say that")),
    *((name, gettext_lazy(BY_NAME[name].label)) for name in ("responsibility", "restriction")),
]
CHILD_MATCH = [
    (ChildMatch.INTERNAL_ID, gettext_lazy("Internal person ID")),
    (ChildMatch.SYNC_KEY, gettext_lazy("Synchronisation key")),
    (ChildMatch.USERNAME, gettext_lazy("Username")),
]
SEPARATORS = [
    ("", gettext_lazy("One child in a cell")),
    (",", gettext_lazy("Comma")),
    (";", gettext_lazy("Semicolon")),
    ("|", gettext_lazy("Vertical bar")),
    ("/", gettext_lazy("Slash")),
    ("\n", gettext_lazy("Line break")),
    (" ", gettext_lazy("Blank")),
]
MATCH_ON = [
    ("", gettext_lazy("Synchronisation key, or else username")),
    (MatchOn.SYNC_KEY, gettext_lazy("Synchronisation key")),
    (MatchOn.USERNAME, gettext_lazy("Username")),
    (MatchOn.EMAIL, gettext_lazy("E-mail")),
]
OVERWRITE = [
    (Overwrite.BLANK, gettext_lazy("Empty fields only")),
    (Overwrite.NAMED, gettext_lazy("Names and contact details")),
    (Overwrite.ALL, gettext_lazy("Everything, including usernames")),
]
LINKS = [
    (Links.ADD, gettext_lazy("Add only")),
    (Links.EXACT, gettext_lazy("Complete: end the rest")),
]
ENCODINGS = [("", gettext_lazy("Recognise it")), *KNOWN.items()]
DELIMITERS = [
    ("", gettext_lazy("Recognise it")),
    (",", gettext_lazy("Comma")),
    (";", gettext_lazy("Semicolon")),
    ("tab", gettext_lazy("Tab")),
    ("|", gettext_lazy("Vertical bar")),
]


FORMAT_CHOICES = [
    (AUTO, gettext_lazy("Recognise it")),
    *((name, gettext_lazy(label)) for name, label in FORMATS.items()),
]
