"""Problems of a parent and a child."""

from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem

PROBLEMS = (
    Problem(
        "proposed",
        WARNING,
        happened="The file does not say that this person may see {value} ({claim}).",
        why="An import proposes; only a yes, or a person who decides, opens a child's page.",
        todo="It waits for an administrator's decision; until then there is no access, no letter.",
        example="Parental responsibility: no",
    ),
    Problem(
        "restricted-by-hand",
        WARNING,
        happened="The file names a restriction for {value}; a person connected the pair by hand.",
        why="What a person decided stays; the file may know of something newer.",
        todo="Look into it today, and remove or block the relationship if the file is right.",
        example="a court's order of this week, for a pair connected last year",
    ),
    Problem(
        "not-removed",
        WARNING,
        happened="{count} rows cannot be read, so nothing is removed by this file.",
        why="What those rows would have said is not known, and unresolved is never absent.",
        todo="Mend them and import the file again.",
        example="a row with too few cells, in exact mode",
    ),
    Problem(
        "child-unknown",
        WARNING,
        happened="No pupil has the {match} {value} yet.",
        why="The pupils' file may come later, or the key has a slip.",
        todo="The relationship waits and is made by itself when the pupil arrives.",
        example="RGB6323 where the pupil is RGB632",
    ),
    Problem(
        "child-ambiguous",
        ERROR,
        happened="{value} means more than one pupil.",
        why="A wrong guess would show a child to a stranger.",
        todo="Use the synchronisation key.",
        example="a username two schools use",
    ),
    Problem(
        "child-not-a-pupil",
        ERROR,
        happened="{value} belongs to somebody who is not a pupil.",
        why="Only pupils have parents here; probably the wrong column was chosen.",
        todo="Check which column names the child; nobody was connected by it.",
        example="the teacher's key in the child's column",
    ),
    Problem(
        "child-is-parent",
        ERROR,
        happened="{value} is the same person, not a child.",
        why="Probably the parent's own key was put into the child's column.",
        todo="Check which column names the child.",
        example="P-1,Kari,Berg,P-1",
    ),
    Problem(
        "held-back",
        WARNING,
        happened="The relationship with {value} is blocked.",
        why="A person with a reason blocked this pair; no file passes that.",
        todo="It stays so until an administrator lifts the block with a reason.",
        example="a court's order from last month",
    ),
)
