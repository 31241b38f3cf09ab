"""Problems of a parent and a child."""

from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem

PROBLEMS = (
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
