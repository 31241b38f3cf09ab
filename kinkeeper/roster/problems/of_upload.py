"""Problems of what was uploaded: archives, spreadsheets, and files that are no tables."""

from kinkeeper.roster.marked import marked as _
from kinkeeper.roster.problems.problem import ERROR, WARNING, Problem

PROBLEMS = (
    Problem(
        "not-a-table",
        ERROR,
        happened=_("“{name}” is not a table."),
        why="Only rows and columns can say who belongs to whom.",
        todo=_("Export it as CSV or as a spreadsheet."),
        example="a PDF, a picture or a web page",
    ),
    Problem(
        "wrong-suffix",
        ERROR,
        happened=_("“{name}” is called a spreadsheet and is none."),
        why="A file that is not what its name says was damaged, or renamed by mistake.",
        todo=_("Export it again; a text table should end in .csv."),
        example="a CSV file renamed to parents.xlsx",
    ),
    Problem(
        "archive-refused",
        ERROR,
        happened=_("The archive was not unpacked: {reason}."),
        why="An archive can hide more than the machine can hold, or files that overwrite others.",
        todo=_("Pack only the tables of one export, in a plain ZIP file."),
        example="a ZIP file inside a ZIP file",
    ),
    Problem(
        "spreadsheet-refused",
        ERROR,
        happened=_("The spreadsheet was not opened: {reason}."),
        why="A spreadsheet can hide programs, links, and more cells than the machine can hold.",
        todo=_("Save the sheet as CSV, or copy its cells into a new workbook."),
        example="a workbook with macros",
    ),
    Problem(
        "not-read",
        WARNING,
        happened=_("These files in the archive are not tables and were not read: {files}."),
        why="Only tables are read; whatever else is in an archive stays where it is.",
        todo=_("Nothing, if that is what you expected."),
        example="readme.pdf beside users.csv",
    ),
    Problem(
        "other-sheets",
        WARNING,
        happened=_("Only the first sheet was read. These were not: {sheets}."),
        why="Which of several sheets is meant cannot be guessed.",
        todo=_("Move the sheet you mean to the front, or save it as a file of its own."),
        example="one sheet for each class",
    ),
    Problem(
        "encoding-guessed",
        WARNING,
        happened=_("The file does not say how it is written; read as {encoding}: {samples}."),
        why="Letters like ö, å and é are stored in several ways; a wrong guess changes names.",
        todo=_("Check these words. If they look wrong, choose another encoding."),
        example="“Zoë” saved by an old spreadsheet",
    ),
    Problem(
        "lines-above",
        WARNING,
        happened=_("{count} lines above the headings in line {line} were passed over."),
        why="Reports print a title and a date above their tables.",
        todo=_("Nothing, if line {line} has the headings."),
        example="“Parents of Hillside, 1 September” above the headings",
    ),
    Problem(
        "totals-line",
        WARNING,
        happened=_("Line {line} adds up the others and was passed over."),
        why="A total is nobody.",
        todo=_("Nothing."),
        example="Total,,,412 in the last line",
    ),
)
