"""Problems of a parent and a child."""

from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem
from kinkeeper.roster.text.translatable import marked as _

PROBLEMS = (
    Problem(
        "proposed",
        WARNING,
        label=_("Proposed: no plain yes"),
        happened=_("That this person may see {value} is not a plain yes in the file."),
        why="An import proposes; only a yes, or a person who decides, opens a child's page.",
        todo=_("It waits for an administrator's decision; until then no access, no letter."),
        example="Parental responsibility: no",
    ),
    Problem(
        "kind-not-a-parent",
        WARNING,
        label=_("Proposed: no word for a parent"),
        happened=_("“{value}” stands for no parent, or is not known, so {child} is not shown."),
        why="Files also list aunts, carers and whom to call; only a person opens a child to them.",
        todo=_("It waits for an administrator's decision; until then no access, no letter."),
        example="Relationship: Emergency contact",
    ),
    Problem(
        "not-valid-now",
        WARNING,
        label=_("Not valid now"),
        happened=_("By the file this does not hold today: {why}."),
        why="What has ended, is deleted, disabled or suspended connects and places nobody now.",
        todo=_(
            "Nobody is connected or placed by it, and a relationship that only earlier files of "
            "this series named ends. If the file is wrong, correct it and import it again."
        ),
        example="an endDate of last year, enabledUser false",
    ),
    Problem(
        "restricted-by-hand",
        WARNING,
        label=_("Restriction against a decision by hand"),
        happened=_("The file names a restriction for {value}, but a person connected the pair."),
        why="What a person decided stays; the file may know of something newer.",
        todo=_("Look into it today, and remove or block the relationship if the file is right."),
        example="a court's order of this week, for a pair connected last year",
    ),
    Problem(
        "not-removed",
        WARNING,
        label=_("Nothing removed: rows unreadable"),
        happened=_("{count} rows cannot be read, so nothing is removed by this file."),
        why="What those rows would have said is not known, and unresolved is never absent.",
        todo=_("Mend them and import the file again."),
        example="a row with too few cells, in exact mode",
    ),
    Problem(
        "child-unknown",
        WARNING,
        label=_("Child not known yet"),
        happened=_("No pupil has the {match} {value} yet."),
        why="The pupils' file may come later, or the key has a slip. Internal person IDs are given "
        "here to whoever comes next, so nobody waits for one.",
        todo=_(
            "By key or username the relationship waits, and is made by itself when the pupil "
            "arrives. By internal person ID it is left out: check the number."
        ),
        example="RGB6323 where the pupil is RGB632",
    ),
    Problem(
        "child-ambiguous",
        ERROR,
        label=_("Means several pupils"),
        happened=_("{value} means more than one pupil."),
        why="A wrong guess would show a child to a stranger.",
        todo=_("Use the synchronisation key."),
        example="a username two schools use",
    ),
    Problem(
        "child-not-a-pupil",
        ERROR,
        label=_("Not a pupil"),
        happened=_("{value} belongs to somebody who is not a pupil."),
        why="Only pupils have parents here; probably the wrong column was chosen.",
        todo=_("Check which column names the child; nobody was connected by it."),
        example="the teacher's key in the child's column",
    ),
    Problem(
        "other-child",
        ERROR,
        label=_("Child of another name"),
        happened=_("The file calls the child {value} “{name}”, which is not the name here."),
        why="A key with a slip, or one of last year's, would connect a parent to another child.",
        todo=_("Correct the key or the name; if the child is meant, connect the two by hand."),
        example="ChildID H-1 and Child first name Emil, where H-1 is Nora",
    ),
    Problem(
        "child-is-parent",
        ERROR,
        label=_("Child is the parent"),
        happened=_("{value} is the same person, not a child."),
        why="Probably the parent's own key was put into the child's column.",
        todo=_("Check which column names the child."),
        example="P-1,Kari,Berg,P-1",
    ),
    Problem(
        "held-back",
        WARNING,
        label=_("Held back by a block"),
        happened=_("The relationship with {value} is blocked."),
        why="A person with a reason blocked this pair; no file passes that.",
        todo=_("It stays so until an administrator lifts the block with a reason."),
        example="a court's order from last month",
    ),
)
