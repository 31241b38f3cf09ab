"""Problems of a row's person with the people the site has."""

from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem
from kinkeeper.roster.text.translatable import marked as _

PROBLEMS = (
    Problem(
        "duplicate-key",
        ERROR,
        label=_("Somebody else’s key"),
        happened=_("The key {value} belongs to somebody else."),
        why="A key means one person on the whole site.",
        todo=_("Check the key; an import never changes anyone’s key."),
        example="matched by username, but with someone else’s key",
    ),
    Problem(
        "duplicate-username",
        ERROR,
        label=_("Username wanted twice"),
        happened=_("Several people in this file would get the username {value}."),
        why="Two people cannot sign in with the same name.",
        todo=_("Give each of them a username of their own, or remove the column."),
        example="anna twice",
    ),
    Problem(
        "username-taken",
        ERROR,
        label=_("Somebody else’s username"),
        happened=_("The username {value} belongs to somebody else."),
        why="Taking it away would lock out its owner.",
        todo=_("Choose another one; or match existing people by username."),
        example="P-7,kari.berg although P-1 is kari.berg",
    ),
    Problem(
        "key-differs",
        ERROR,
        label=_("Already here with another key"),
        happened=_("This person already has another synchronisation key than {value}."),
        why="If files could change keys, they could give one person’s children to another.",
        todo=_("Check which person is meant; an import never changes a key."),
        example="matched by e-mail, with another key than before",
    ),
    Problem(
        "several-people",
        ERROR,
        label=_("Matches several people"),
        happened=_("{value} belongs to several people."),
        why="Any of them could be meant.",
        todo=_("Match by synchronisation key or username instead."),
        example="matched by an e-mail address that two parents share",
    ),
    Problem(
        "other-person",
        WARNING,
        label=_("Still the same person?"),
        happened=_("“{value}” in the file may not be the person who is here: {difference}."),
        why="If the key now belongs to someone else, they would see the former owner’s children.",
        todo=_(
            "Nothing changes and no one is connected until someone decides this under “To "
            "decide”. If this is somebody else, give them a key of their own."
        ),
        example="P-7 is Rea Holm here and Bo Tang in the file",
    ),
    Problem(
        "key-led-elsewhere",
        WARNING,
        label=_("Key of another pupil?"),
        happened=_("The file gives {value} a key that belonged to another pupil until now."),
        why="Files of parents that still use this key mean the pupil who had it first.",
        todo=_(
            "Nothing changes until someone decides this under “To decide” and has seen which "
            "parents would move. A new key is always right."
        ),
        example="H-1 was Nora’s until May, and Una has it in the autumn",
    ),
    Problem(
        "two-people",
        WARNING,
        label=_("Name of two people"),
        happened=_("“{value}” looks like the name of two people, or of a family."),
        why="A letter or e-mail with a sign-in code or link is for one person only.",
        todo=_(
            "Give each of them a row. Until the name is changed, or someone confirms on the "
            "person’s page that this is one person, relationships are only proposed and no "
            "letter is made."
        ),
        example="Anna & Lars Berg",
    ),
    Problem(
        "name-kept",
        WARNING,
        label=_("First name spelled differently"),
        happened=_("The file says {value}. {here} is here and stays."),
        why="Small changes from file to file could add up to someone else’s name.",
        todo=_("If the file is right, change the name by hand."),
        example="Katharina here, Catharina in the file, with the same key",
    ),
    Problem(
        "other-profile",
        WARNING,
        label=_("Already here with another profile"),
        happened=_("{value} is already here as {profile}."),
        why="A file of parents must not turn a teacher into a parent.",
        todo=_("No one’s profile is changed: an adult is connected, a pupil is skipped."),
        example="a teacher whose own child goes to the school",
    ),
    Problem(
        "shared-person",
        WARNING,
        label=_("Not yours alone"),
        happened=_(
            "This account gives access to more than your organisations; {value} was not changed."
        ),
        why=(
            "With another name, address, username, key or password the account could be "
            "opened, and it shows children who are not yours."
        ),
        todo=_("Change it by hand: the page tells you how to ask for a release."),
        example="a parent with children at two schools",
    ),
    Problem(
        "in-trash",
        ERROR,
        label=_("In the trash"),
        happened=_("{value} is in the trash."),
        why="Someone moved the person there, and a file does not undo that.",
        todo=_("Restore this person first, if that is right."),
        example="a parent who was removed last week",
    ),
    Problem(
        "erased",
        ERROR,
        label=_("Erased earlier"),
        happened=_(
            "This row may mean someone whose data was erased on {day} (erasure {number}). "
            "No one was added."
        ),
        why="A file must not silently bring back someone who asked to be erased.",
        todo=_(
            "If there is a new reason to have their data, a system administrator lets the person "
            "in again; then import the file again. If not, ask for a file without this row."
        ),
        example="a parent who was erased in May and is in the file of August",
    ),
    Problem(
        "not-allowed",
        ERROR,
        label=_("Outside the organisations you administer"),
        happened=_("This row is outside the organisations you administer."),
        why="Administrators can act in their own organisations only, and see nothing of others.",
        todo=_("Ask a system administrator."),
        example="a key that is in use at another school",
    ),
    Problem(
        "organisation-unknown",
        ERROR,
        label=_("Unknown organisation"),
        happened=_("“{value}” is not a place in your organisation."),
        why="An import can add people only below the organisation it was made for. Two spellings "
        "of one name would make two schools, with different people in charge.",
        todo=_("Correct the path; write it as School/Class, in the same way in every row."),
        example="Hillside//5A, or hillside beside Hillside",
    ),
)
