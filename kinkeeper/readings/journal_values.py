"""What the data of a journal's line holds, in words: it keeps codes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.view_as import Ending
from kinkeeper.accounts.models import FactorKind
from kinkeeper.accounts.provider_models import Clash, LinkedBy
from kinkeeper.credentials.models import Channel
from kinkeeper.credentials.sign_in_notices import What
from kinkeeper.families.block_models import BlockBasis
from kinkeeper.families.consent_models import Basis
from kinkeeper.families.models import Answer, QuestionKind, RelationshipState
from kinkeeper.families.rights_models import Area
from kinkeeper.letters.protected_looks import Whom
from kinkeeper.organisations.settings import KNOWN
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.returned_mail_models import WhyReturned
from kinkeeper.readings import looks
from kinkeeper.records.sentences import KINDS
from kinkeeper.roster.vocabulary import Hat
from kinkeeper.sources.models import Outcome, TrustedAct

# What somebody tried and may not do.
VERBS: Mapping[str, str | Promise] = {
    "children see": gettext_lazy("see children"),
    "credentials issue": gettext_lazy("make letters"),
    "imports run": gettext_lazy("import"),
    "journal read": gettext_lazy("read the journal"),
    "meetings offer": gettext_lazy("offer meetings to parents"),
    "organisations edit": gettext_lazy("change what an organisation says of itself"),
    "parents view as": gettext_lazy("view as a parent"),
    "parent features see": gettext_lazy("see how far parents are"),
    "people add": gettext_lazy("add people"),
    "people edit": gettext_lazy("change people"),
    "people merge": gettext_lazy("merge accounts"),
    "people see": gettext_lazy("see people"),
    "protected open": gettext_lazy("open a protected person"),
    "records enter": gettext_lazy("enter school records"),
    "relationships change": gettext_lazy("change relationships"),
    "settings change": gettext_lazy("change settings"),
    "sources keep": gettext_lazy("keep sources"),
}

# Where staff see pupils, by the names of the addresses; blank is of before they were kept.
PAGES: Mapping[str, str | Promise] = {
    "": gettext_lazy("a page"),
    "home": gettext_lazy("the list of own pupils"),
    "notice": gettext_lazy("the answers to a notice"),
    "notice-settle": gettext_lazy("settling the answer to a notice"),
    "messages": gettext_lazy("messages"),
    "message": gettext_lazy("a conversation"),
    "message-new": gettext_lazy("writing to a parent"),
    "message-to-class": gettext_lazy("writing to the parents of a class"),
    "message-file": gettext_lazy("the file of a message"),
    "message-hand-over": gettext_lazy("handing a conversation over"),
    "message-close": gettext_lazy("closing a conversation"),
    "message-reopen": gettext_lazy("opening a conversation again"),
    "message-withdraw": gettext_lazy("withdrawing a message"),
    "message-sent": gettext_lazy("to whom a message to a class went"),
    "absence": gettext_lazy("reported absence"),
    "person-absence": gettext_lazy("noting an absence"),
    "absence-export": gettext_lazy("the file of reported absence"),
    "absence-confirm": gettext_lazy("confirming an absence"),
    "absence-decline": gettext_lazy("not accepting an absence"),
    "meeting": gettext_lazy("who comes to a meeting"),
    "meeting-new": gettext_lazy("offering meetings"),
    "meeting-export": gettext_lazy("the list of meetings, downloaded"),
    "meeting-enter": gettext_lazy("booking a meeting for someone"),
    "meeting-cancel": gettext_lazy("cancelling a meeting"),
    "meeting-move": gettext_lazy("moving a meeting"),
    "people": gettext_lazy("the list of people"),
    "person": gettext_lazy("the person’s page"),
    "person-records": gettext_lazy("school records"),
    "person-remark": gettext_lazy("writing a remark"),
    "person-document": gettext_lazy("adding a document"),
    "person-learning-plan": gettext_lazy("writing a learning plan"),
    "learning-plan": gettext_lazy("a learning plan"),
    "document-file": gettext_lazy("a document that was added"),
    "document-correct": gettext_lazy("correcting a document"),
    "document-version": gettext_lazy("an earlier version of a document"),
    "results": gettext_lazy("the results of a class"),
    "register": gettext_lazy("the register of a class"),
    "entries": gettext_lazy("what was entered by hand"),
    "entry-withdraw": gettext_lazy("withdrawing what was entered"),
    "person-add": gettext_lazy("adding a person"),
    "person-edit": gettext_lazy("changing the person"),
    "person-trash": gettext_lazy("moving to the trash"),
    "person-second-step": gettext_lazy("allowing a new second step"),
    "person-identity": gettext_lazy("removing an account at an identity provider"),
    "person-start-over": gettext_lazy("starting over"),
    "person-copy": gettext_lazy("a copy of the person’s data"),
    "person-erase": gettext_lazy("erasing the person’s data"),
    "person-connect": gettext_lazy("connecting"),
    "person-block": gettext_lazy("blocking"),
    "person-remove": gettext_lazy("ending a relationship"),
    "person-rights": gettext_lazy("what a parent may see"),
    "person-protection": gettext_lazy("the protected identity"),
    "person-continues": gettext_lazy("access after the coming of age"),
    "person-merge": gettext_lazy("looking for a second account"),
    "merge": gettext_lazy("merging accounts"),
    "unmerge": gettext_lazy("undoing a merge"),
    "unmerged": gettext_lazy("an undone merge"),
    "duplicates": gettext_lazy("the list of possible duplicates"),
    "relationships": gettext_lazy("the list of relationships"),
    "block-lift": gettext_lazy("lifting a block"),
    "block-review": gettext_lazy("reviewing a block"),
    "proposed-grant": gettext_lazy("approving a relationship"),
    "proposed-decline": gettext_lazy("declining a relationship"),
    "inbox": gettext_lazy("the list of what to decide"),
    "inbox-alike": gettext_lazy("questions that are alike"),
    "inbox-decided": gettext_lazy("the list of what was decided"),
    "question-again": gettext_lazy("asking a question again"),
    "question-connect": gettext_lazy("a question about a child’s key"),
    "question-move": gettext_lazy("a question about a former key"),
    "question-release": gettext_lazy("releasing an account"),
    "question-refuse": gettext_lazy("not releasing an account"),
    "import": gettext_lazy("the plan of an import"),
    "import-children": gettext_lazy("the children of an import"),
    "import-undo": gettext_lazy("undoing an import"),
    "import-of-age": gettext_lazy("pupils made of age by mistake"),
    "import-pupils": gettext_lazy("the file of pupils, downloaded"),
    "import-rows-to-mend": gettext_lazy("the skipped rows of an import, downloaded"),
    "batch": gettext_lazy("a batch of letters"),
    "batch-new": gettext_lazy("ordering letters"),
    "batch-letters": gettext_lazy("the letters, downloaded"),
    "breach": gettext_lazy("a breach in the register"),
    "journal": gettext_lazy("the journal"),
    looks.AS_PARENT: gettext_lazy("a parent’s page, viewed as that parent"),
    "person-view-as": gettext_lazy("viewing as a parent"),
}

# By the data's name. What stands in none of them is a name, a number or somebody's own words.
LABELS: Mapping[str, Mapping[str, str | Promise]] = {
    "alert": dict(What.choices),
    "answer": dict(Answer.choices),
    "areas": dict(Area.choices),
    "basis": dict(Basis.choices),
    "block_basis": dict(BlockBasis.choices),
    "channel": dict(Channel.choices),
    "hat": {Hat.STAFF: gettext_lazy("as staff"), Hat.PARENT: gettext_lazy("as a parent")},
    "factor": dict(FactorKind.choices),
    "ending": {
        Ending.BY_HAND: gettext_lazy("ended by hand"),
        Ending.SIGNED_OUT: gettext_lazy("signed out"),
        Ending.TIME: gettext_lazy("the time was over"),
        Ending.NOT_ALLOWED: gettext_lazy("no longer allowed"),
        Ending.LEFT: gettext_lazy("the time was over"),
    },
    "how": dict(LinkedBy.choices),
    "why": {**dict(Clash.choices), "taken": gettext_lazy("someone else has this account there")},
    "kind": dict(QuestionKind.choices),
    "returned": dict(WhyReturned.choices),
    "records": KINDS,
    "outcome": dict(Outcome.choices),
    "state": dict(RelationshipState.choices),
    "verb": VERBS,
    "whom": {
        Whom.NAMED: gettext_lazy("the other named staff"),
        Whom.OWNER: gettext_lazy("the owner of the account"),
        Whom.SITE: gettext_lazy("the system administrators"),
    },
    "trusted": dict(TrustedAct.choices),
    "notice": dict(What.choices),
    "file": {
        "": gettext_lazy("it needs a decision"),
        "no": gettext_lazy("no right to see the child"),
        "disabled": gettext_lazy("disabled or suspended"),
        "unknown": gettext_lazy("it does not say"),
        "unstated": gettext_lazy("it does not say"),
        "kind": gettext_lazy("not a word for a parent"),
        "two-people": gettext_lazy("the name of two people"),
        "own-name": gettext_lazy("the name of the child"),
        "described-class": gettext_lazy("a child without a key"),
        "described-birth": gettext_lazy("a child without a key"),
        "described-spelling": gettext_lazy("a child without a key"),
        "described-unknown": gettext_lazy("a child without a key"),
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


def looked_at(what: object) -> str:
    """Where somebody saw a pupil: a page by its name, or the command as it was typed."""
    return str(PAGES.get(str(what or ""), what))


def refused_page(data: Mapping[str, object]) -> str:
    """A page that somebody tried, and the numbers in its address."""
    name, numbers = str(data.get("page") or ""), data.get("numbers")
    words = PAGES.get(name.removeprefix("staff:"), name) if name.startswith("staff:") else name
    return " ".join([str(words), *(numbers if isinstance(numbers, list) else [])])


def as_whom(role: str) -> str:
    return str(dict(Profile.choices).get(role, role))


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
