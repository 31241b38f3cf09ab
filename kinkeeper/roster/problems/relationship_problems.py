"""Problems of a parent and a child."""

from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem
from kinkeeper.roster.text.translatable import marked as _

PROBLEMS = (
    Problem(
        "proposed",
        WARNING,
        label=_("Proposed: not clearly a yes"),
        happened=_("The file does not clearly say that this person may see {value}."),
        why="An import proposes. Only a yes, or a person who decides, lets a parent see a child.",
        todo=_(
            "It is waiting for an administrator’s decision; until then there is no access "
            "and no letter."
        ),
        example="Parental responsibility: no",
    ),
    Problem(
        "kind-not-a-parent",
        WARNING,
        label=_("Proposed: not a word for a parent"),
        happened=_("“{value}” does not mean a parent, or is not known, so {child} is not shown."),
        why="Files also list aunts, carers and contacts; only a person can let them see a child.",
        todo=_(
            "It is waiting for an administrator’s decision; until then there is no access "
            "and no letter."
        ),
        example="Relationship: Emergency contact",
    ),
    Problem(
        "not-valid-now",
        WARNING,
        label=_("Not valid today"),
        happened=_("According to the file, this does not apply today: {why}."),
        why="Whatever has ended, or is deleted, disabled or suspended, connects no one now.",
        todo=_(
            "It connects no one and adds no one to a class, and a relationship that only "
            "earlier files in this series named will end. If the file is wrong, correct it "
            "and import it again."
        ),
        example="an endDate last year, or enabledUser false",
    ),
    Problem(
        "restricted-by-hand",
        WARNING,
        label=_("Restriction against a decision by hand"),
        happened=_(
            "The file names a restriction for {value}, but someone connected the two by hand."
        ),
        why="A person’s decision stays, but the file may contain something newer.",
        todo=_("Check it today, and disconnect or block the relationship if the file is right."),
        example="a court order from this week, for two people connected last year",
    ),
    Problem(
        "not-removed",
        WARNING,
        label=_("Nothing removed: rows unreadable"),
        happened=_("{count} rows cannot be read, so nothing is removed by this file."),
        why="We do not know what those rows would have said, so nothing counts as missing.",
        todo=_("Correct them and import the file again."),
        example="a row with too few cells, in exact mode",
    ),
    Problem(
        "child-unknown",
        WARNING,
        label=_("Child not on this site yet"),
        happened=_("No pupil has the {match} {value} yet."),
        why="The file of pupils may come later, or the key is mistyped. Internal person IDs are "
        "given out here in turn, so no relationship can be pending for one.",
        todo=_(
            "With a key or username the relationship is pending, and is made automatically "
            "when the pupil is added. With an internal person ID it is skipped: check the "
            "number."
        ),
        example="RGB6323 where the pupil is RGB632",
    ),
    Problem(
        "child-described",
        WARNING,
        label=_("Child named without a key"),
        happened=_(
            "The file names this child without a key: {value}. Pupils here who fit by name, and by "
            "class or birth date: {count}."
        ),
        why="Many children share a name, and a name proves nothing. Where exactly one pupil fits, "
        "the relationship is proposed. What else the row says about the parent and the child is "
        "shown with it, so that it is not lost.",
        todo=_(
            "No one is connected. If you know which child is meant, connect the two by hand, or "
            "add the pupil’s key to the file and import it again."
        ),
        example="Kari Berg → Nora Berg · 5A · Court order: no contact",
    ),
    Problem(
        "denied-whom",
        WARNING,
        label=_("Denied, and not clear of which child"),
        happened=_(
            "The file denies something of a child whom it names without a key: {value}. The parent "
            "has a child of that name, and the class or birth date fits another pupil."
        ),
        why="If it were taken to be about the wrong one, a parent would lose sight of their own "
        "child, and the file's no would be forgotten where it was meant.",
        todo=_(
            "Nothing is changed. Ask which of the two is meant. If it is the parent’s own child, "
            "disconnect the two by hand; if it is the other, block those two, or add the pupil’s "
            "key to the file and import it again."
        ),
        example="Per Berg → Nora Berg · 6B · Parental responsibility: no, and Per’s Nora is in 5A",
    ),
    Problem(
        "child-ambiguous",
        ERROR,
        label=_("Matches several pupils"),
        happened=_("{value} means more than one pupil."),
        why="A wrong guess would show a child to a stranger.",
        todo=_("Use the synchronisation key."),
        example="a username two schools use",
    ),
    Problem(
        "child-not-a-pupil",
        ERROR,
        label=_("Not a pupil"),
        happened=_("{value} belongs to someone who is not a pupil."),
        why="Only pupils have parents here; perhaps the wrong column was chosen.",
        todo=_("Check which column identifies the child; no one was connected through it."),
        example="the teacher's key in the child's column",
    ),
    Problem(
        "other-child",
        ERROR,
        label=_("Child has another name"),
        happened=_("The file calls the child {value} “{name}”, which is not the name here."),
        why="A mistyped or outdated key would connect a parent to another child.",
        todo=_("Correct the key or the name; if this is the right child, connect the two by hand."),
        example="ChildID H-1 and Child first name Emil, where H-1 is Nora",
    ),
    Problem(
        "child-erased",
        ERROR,
        label=_("Child erased earlier"),
        happened=_("The child’s data was erased; no one waits for this key."),
        why="A pending relationship would keep the key of someone who was erased.",
        todo=_("If the child is at the school again, a system administrator lets them in first."),
        example="a pupil who left, was erased, and is still in the file of parents",
    ),
    Problem(
        "child-is-parent",
        ERROR,
        label=_("Child is the parent"),
        happened=_("{value} is the same person, not a child."),
        why="The parent’s own key is probably in the child’s column.",
        todo=_("Check which column identifies the child."),
        example="P-1,Kari,Berg,P-1",
    ),
    Problem(
        "held-back",
        WARNING,
        label=_("Held back by a block"),
        happened=_("The relationship with {value} is blocked."),
        why="Someone blocked these two, with a reason, and no file can connect them.",
        todo=_("This stays until an administrator lifts the block and gives a reason."),
        example="a court order from last month",
    ),
)
