"""Problems of rosters in a format with rules of its own."""

from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem
from kinkeeper.roster.text.translatable import marked as _

PROBLEMS = (
    Problem(
        "parent-names-missing",
        ERROR,
        label=_("No names of parents"),
        happened=_("The file has details of parents in {headings}, but no column has their names."),
        why="An account needs a name, and the names in the file may be the pupils’.",
        todo=_("Add a column with their names, such as “Parent 1 name”."),
        example="Student ID, First name, Last name, Parent 1 e-mail",
    ),
    Problem(
        "parents-without-name",
        WARNING,
        label=_("Parents without a name"),
        happened=_("{count} rows mention a parent only in {headings}, and no column has a name."),
        why="An account needs a name, so these parents are skipped.",
        todo=_("Add a column with their names, and import the file again."),
        example="Parent 2 e-mail in a file without Parent 2 name",
    ),
    Problem(
        "wrong-format",
        ERROR,
        label=_("Not in the chosen format"),
        happened=_("This is not {format}: {files}."),
        why="If the chosen format does not fit, columns would be misread.",
        todo=_("Let Kinkeeper recognise the format, or choose another."),
        example="--format oneroster with one plain CSV file",
    ),
    Problem(
        "not-in-format",
        ERROR,
        label=_("No one with this profile"),
        happened=_("{format} has no one with the profile {profile} in these files."),
        why="Not every format contains every kind of person.",
        todo=_("Choose another profile, or upload the file that has them."),
        example="pupils, from a file with relationships only",
    ),
    Problem(
        "exact-needs-whole",
        ERROR,
        label=_("Only changes, not everything"),
        happened=_("{format} contains changes only, so it cannot be treated as complete."),
        why="Everyone who is not in a file of changes would lose every relationship.",
        todo=_("Import it with “add only”, or export everything."),
        example="a OneRoster delta with --links exact",
    ),
    Problem(
        "relationships-missing",
        WARNING,
        label=_("File of relationships missing"),
        happened=_("{file}, which says who belongs to whom, is not among these files."),
        why="A missing file says nothing, so no relationship is made or ended.",
        todo=_("If you forgot it, export it as well, and upload all of it together."),
        example="last night’s users.csv without user_observers.csv",
    ),
    Problem(
        "other-people",
        WARNING,
        label=_("People of another profile"),
        happened=_(
            "{count} people in the file have another profile and were not read: rows {rows}."
        ),
        why="One import is about people with one profile.",
        todo=_("Import the same file again for the other profile."),
        example="pupils and parents in one users.csv",
    ),
    Problem(
        "role-unknown",
        ERROR,
        label=_("Unknown role"),
        happened=_(
            "{column} says “{value}”, which is not a known word for a pupil, parent or teacher."
        ),
        why="A wrong guess could make a parent of a pupil or a driver.",
        todo=_("Use another word for the role, or remove the row."),
        example="Role: Principal, in a file of parents and pupils",
    ),
    Problem(
        "roles-disagree",
        ERROR,
        label=_("Two roles that disagree"),
        happened=_("{column} give this row different roles, one of them “{value}”."),
        why="It is unclear whether this is a parent or a pupil.",
        todo=_("Correct the one that is wrong, or remove the row."),
        example="Role: Parent, Category: Student",
    ),
    Problem(
        "nobody-of-profile",
        ERROR,
        label=_("Everyone has another profile"),
        happened=_(
            "According to its column {heading}, no one in the file has the profile {profile}: "
            "{words}."
        ),
        why="Pupils read as parents, or parents as pupils, would connect the wrong people.",
        todo=_("Choose the profile the file is about, or upload the file with these people."),
        example="a file in which every Role is Student, imported as parents",
    ),
    Problem(
        "unclear-whose",
        ERROR,
        label=_("Not clear whom columns are about"),
        happened=_("{headings} may be about someone else than the {profile}, because of {others}."),
        why="A pupil’s name with a parent’s address could show a child to the wrong person.",
        todo=_(
            "Say for each of these columns which field it is, or write in its heading whose "
            "it is, such as “Parent first name”."
        ),
        example="SyncID,First name,Last name,Guardian e-mail, for the parents",
    ),
    Problem(
        "names-guardians",
        WARNING,
        label=_("The file names parents, too"),
        happened=_("The file also names the pupils’ parents, in {headings}."),
        why="One import is about one profile; a parent’s details are never read as a pupil’s.",
        todo=_("Import the same file a second time, with the profile parent, for the parents."),
        example="Student ID,First name,Last name,Guardian name,Guardian e-mail, for the pupils",
    ),
    Problem(
        "dangling-agents",
        WARNING,
        label=_("Parent not in the files"),
        happened=_("{count} relationships name a parent who is not in the files."),
        why="Without a name and a key, no one can be found or added.",
        todo=_("Export the parents as well; until then these rows connect no one."),
        example="an agentSourcedId that is not in any row",
    ),
    Problem(
        "agents-not-pupils",
        WARNING,
        label=_("Not a parent and a child"),
        happened=_("{count} relationships are between people who are not a parent and a child."),
        why="Formats also link staff, siblings and contacts, but only a pupil can be a child here.",
        todo=_("Nothing, unless you expected parents among them."),
        example="a counsellor named as an agent",
    ),
    Problem(
        "pairs-not-read",
        WARNING,
        label=_("Relationship’s status unknown"),
        happened=_("{count} relationships have an unknown status."),
        why="A status that is not understood connects no one.",
        todo=_("Use active or deleted."),
        example="status “paused” in user_observers.csv",
    ),
    Problem(
        "bad-status",
        ERROR,
        label=_("Unknown status"),
        happened=_("“{value}” is not a status this format knows."),
        why="It is unclear whether the person is still at the school.",
        todo=_("Use a word that the format knows, such as active."),
        example="status “maybe”",
    ),
    Problem(
        "derived-keys",
        WARNING,
        label=_("Keys made from name and contact details"),
        happened=_(
            "{count} people have no key of their own; one was made from name and contact details."
        ),
        why="The next file must find them again; with another e-mail address they look new.",
        todo=_("If you can, add the parents’ keys to the export."),
        example="Parent 1 name; Parent 1 email",
    ),
    Problem(
        "unknown-person",
        ERROR,
        label=_("Person not on this site yet"),
        happened=_("{value} is not on this site, and the file gives no name."),
        why="A file with relationships only connects people who are already on this site.",
        todo=_("Import the people first, then this file again."),
        example="keys of tutors and children, before the tutors themselves",
    ),
)
