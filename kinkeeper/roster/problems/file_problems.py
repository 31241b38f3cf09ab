"""Problems of a file as a whole."""

from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem
from kinkeeper.roster.text.translatable import marked as _

PROBLEMS = (
    Problem(
        "empty-file",
        ERROR,
        label=_("Empty file"),
        happened=_("The file is empty."),
        why="There is nothing to read, so nothing is planned and no one is removed.",
        todo=_("Export it again and check it first."),
        example="a file of 0 bytes",
    ),
    Problem(
        "encoding",
        ERROR,
        label=_("Wrong encoding"),
        happened=_("The file is not {encoding}: line {line}, byte {at} does not fit."),
        why="A wrong guess would turn names into question marks.",
        todo=_("Save it as “CSV UTF-8”, or name its encoding."),
        example="“Søren” saved as Windows-1252 and read as UTF-8",
    ),
    Problem(
        "encoding-unknown",
        ERROR,
        label=_("Unknown encoding"),
        happened=_("“{encoding}” is not a known encoding for such files."),
        why="A file read in the wrong encoding has wrong names in it.",
        todo=_("Choose one of these: {known}."),
        example="--encoding polish",
    ),
    Problem(
        "encoding-unclear",
        ERROR,
        label=_("Two encodings are equally likely"),
        happened=_(
            "The file does not say which encoding it uses: {first} turns a word into "
            "“{word}”, and {second} into “{other}”."
        ),
        why="Both give real words, and a wrong guess would change people’s names.",
        todo=_("Choose the encoding that gives the right word, or save the file as “CSV UTF-8”."),
        example="one word with ć in Windows-1250, which is æ in Windows-1252",
    ),
    Problem(
        "delimiter",
        ERROR,
        label=_("Unusable separator"),
        happened=_("“{delimiter}” cannot separate columns."),
        why="Rows could not be split into cells.",
        todo=_("Use a comma, a semicolon, a tab or a vertical bar."),
        example="--delimiter x",
    ),
    Problem(
        "no-header",
        ERROR,
        label=_("No known heading"),
        happened=_("None of the headings in the first row is known: {first}."),
        why="Without headings, no one can tell which column is the key and which the child.",
        todo=_("Put headings in the first row, or say which column is which field."),
        example="P-1,Kari,Berg in the first line",
    ),
    Problem(
        "quote-in-headings",
        ERROR,
        label=_("Stray quotation mark in the headings"),
        happened=_("A quotation mark in the headings, row {line}, is not closed properly."),
        why="It is unclear where the headings end, and so which column is which.",
        todo=_("Remove the mark, or close it at the end of its heading."),
        example='SyncID,"First name,Last name',
    ),
    Problem(
        "quote-as-letter",
        WARNING,
        label=_("Quotation mark read as a character"),
        happened=_(
            "Quotation marks inside cells were read as characters, the first in row {line}."
        ),
        why="A quotation mark is only special at the start of a cell.",
        todo=_("Nothing, if they belong there; otherwise remove them and import the file again."),
        example='P-1,Kari "Kaja",Berg',
    ),
    Problem(
        "rows-not-read",
        WARNING,
        label=_("Rows of an accompanying file not read"),
        happened=_("{count} rows of {file} could not be read and were skipped: {rows}."),
        why="A stray quotation mark shifts cells, and a cell with an error has no value.",
        todo=_("Correct these rows and import all the files again."),
        example="an open quotation mark in relationships.csv",
    ),
    Problem(
        "rows-name-nobody",
        WARNING,
        label=_("Rows that name someone not in the files"),
        happened=_("{count} rows of {file} name something that {other} does not have: {rows}."),
        why="A row is of no use if no file describes the person or class it is about.",
        todo=_(
            "Nothing, if they have left; otherwise export all the files again, at the same time."
        ),
        example="an enrolment for a pupil who is not in users.csv",
    ),
    Problem(
        "rows-incomplete",
        WARNING,
        label=_("Rows with an important cell empty"),
        happened=_("{count} rows of {file} have nothing in {heading} and connect no one: {rows}."),
        why="A relationship needs both a parent and a child.",
        todo=_("Fill it in, or remove the rows."),
        example="an observer without a student_id in user_observers.csv",
    ),
    Problem(
        "duplicate-heading",
        ERROR,
        label=_("Two columns mean the same"),
        happened=_("Two columns mean the same: “{heading}” and “{other}”."),
        why="Either could be meant, and a mix of the two would be wrong for some people.",
        todo=_("Say which column is which field, as --map '#3=ignore'; or rename or remove one."),
        example="two columns Phone with different numbers",
    ),
    Problem(
        "missing-column",
        ERROR,
        label=_("Column missing"),
        happened=_("The file has no column for: {columns}."),
        why="Without a name, and a key or a username, the next file could not find the person.",
        todo=_("Add it, or say which column contains it."),
        example="a file with names only",
    ),
    Problem(
        "pupils-without-keys",
        ERROR,
        label=_("Pupils without a key"),
        happened=_(
            "The file names pupils without a key or username ({columns}). Name, class and birth "
            "date are not enough: they change, and two pupils can share them."
        ),
        why="With a key made from them, a corrected birth date would make a second pupil without "
        "parents, and two pupils who share them would become one.",
        todo=_(
            "Export the file again with the number that the school’s program has for each pupil "
            "(in SchILD: Interne ID-Nummer). Parents in the same file can be imported as it is: "
            "choose the profile parent."
        ),
        example="Nachname|Vorname|Geburtsdatum",
    ),
    Problem(
        "not-in-such-files",
        WARNING,
        label=_("Column not read"),
        happened=_("“{column}” is matched to “{field}”, and a file of pupils does not say that."),
        why="Only a row of a parent says it of a parent and a child; a row of a pupil names one.",
        todo=_("Put the column into the file of parents, or skip it here."),
        example="a file of pupils whose column Notes is matched to the areas that the parent sees",
    ),
    Problem(
        "columns-differ",
        ERROR,
        label=_("Files with different columns"),
        happened=_("These files have different columns, so they are not parts of one table."),
        why="Only parts of one table, or the files of one export, can be imported together.",
        todo=_("Upload them one by one."),
        example="pupils.csv and parents.csv in one upload",
    ),
    Problem(
        "too-large",
        ERROR,
        label=_("Too large"),
        happened=_("The file is over a limit: {what}; the limit is {limit}."),
        why="One upload must not stop the site for everyone; whoever runs it can raise the limit.",
        todo=_("Split the file and import the parts one after another."),
        example="a file of 3,000,000 rows",
    ),
    Problem(
        "no-data",
        WARNING,
        label=_("No rows"),
        happened=_("The file has headings but no rows."),
        why="A file with only headings says nothing about anyone, and never removes anything.",
        todo=_("It changes nothing; export it again if you expected people."),
        example="SyncID,First name,Last name and nothing else",
    ),
    Problem(
        "most-unknown",
        WARNING,
        label=_("Most child keys unknown"),
        happened=_("{count} child keys, most of those in the file, are unknown."),
        why="This is how another school’s file looks, or a column that does not hold pupils’ keys.",
        todo=_("Check that this is the right file, and which column identifies the child."),
        example="the parents of Lakeside imported into Hillside",
    ),
    Problem(
        "child-column",
        WARNING,
        label=_("Another column identifies the children"),
        happened=_("No child was found, but {fit} of {of} values in “{column}” are pupils here."),
        why="An unknown heading can stand over the keys, or usernames, of the children.",
        todo=_("If it says who the children are, choose it for them, matched by {match}."),
        example="a column “Kid” with usernames of pupils, and no ChildID",
    ),
    Problem(
        "unfilled-rows",
        WARNING,
        label=_("Lines without a parent"),
        happened=_("{count} lines name a pupil and no parent, and were skipped: {rows}."),
        why="A list of pupils is filled in bit by bit; a line without a parent says nothing yet.",
        todo=_("Nothing, unless these rows should have named a parent."),
        example="the sample file with a school’s pupils, one line filled in",
    ),
    Problem(
        "example-rows",
        WARNING,
        label=_("Examples of the sample file"),
        happened=_("Rows that are only the examples of the sample file were skipped: {rows}."),
        why="The people of a sample file show how to write a row; no one has these names.",
        todo=_("Replace them with people of your school."),
        example="the sample file of parents, as it was downloaded",
    ),
    Problem(
        "child-separator",
        WARNING,
        label=_("Several children in one cell"),
        happened=_("Cells such as “{example}” ({count}) look like several children in one cell."),
        why="A cell is one key unless you say what stands between several.",
        todo=_("If so, choose {separator} as what separates them."),
        example="ChildID H-1;H-2",
    ),
    Problem(
        "cannot-be-applied",
        ERROR,
        label=_("Can never be applied"),
        happened=_("The new plan was out of date immediately, for the same reason: {premise}."),
        why="Otherwise the same plan would be made again and again.",
        todo=_("Nothing was changed. Correct the rows about it, and import the file again."),
        example="two people in the file with something only one of them can have",
    ),
    Problem(
        "signs-left-out",
        WARNING,
        label=_("Name with hidden characters skipped"),
        happened=_("{count} rows have names with hidden characters and were skipped."),
        why="With them, one name would look like two. Hebrew and Arabic exports often have them.",
        todo=_("Nothing: the names are kept as they look."),
        example="a right-to-left mark at the end of a last name",
    ),
    Problem(
        "names-split",
        WARNING,
        label=_("Whole names split in two"),
        happened=_(
            "{count} whole names, such as “{example}”, do not show where the last name begins."
        ),
        why="First and last names are stored separately. The split is a guess; no word is lost.",
        todo=_(
            "Nothing, or give the file a separate column for each; you can also change a "
            "name by hand."
        ),
        example="Kari Anne Berg in a column of full names",
    ),
    Problem(
        "date-order",
        ERROR,
        label=_("Day or month first?"),
        happened=_(
            "The dates in {column}, such as {example}, could have the day or the month first."
        ),
        why="03/04/2015 is April in one country and March in another.",
        todo=_("Choose which comes first: next to the columns, or with --date-order."),
        example="a column in which no day or month is above 12",
    ),
    Problem(
        "password-ignored",
        WARNING,
        label=_("Passwords left as they are"),
        happened=_("The file has passwords for {count} people who already exist."),
        why="People who already have an account keep their password.",
        todo=_("Theirs stay as they are; a file sets passwords for new people only."),
        example="last autumn’s file, with its first passwords, imported again",
    ),
    Problem(
        "password-reset",
        WARNING,
        label=_("Passwords replaced"),
        happened=_("The passwords of {count} existing people will be replaced."),
        why="You asked for this with “replace passwords”.",
        todo=_("Their sessions end, and they choose a new one at the next sign-in."),
        example="kinkeeper import plan … --reset-passwords",
    ),
)
