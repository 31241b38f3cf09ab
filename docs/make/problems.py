"""Prints docs/problems.md from the product's own catalogue."""

import sys

from kinkeeper.roster.problems import CATALOGUE, ERROR

HEAD = """# Problems with a roster

Every problem has a stable code. An **error** skips the row (or, if it is about the file, refuses
the file). A **warning** is reported, and nothing is skipped. Parts in ‹› are filled in from the
file. `bin/docs` makes this page from the product's own catalogue.
"""


def plain(template: str) -> str:
    return template.replace("{", "‹").replace("}", "›")


def main() -> None:
    out = [HEAD]
    for code, problem in CATALOGUE.items():
        kind = "error" if problem.severity == ERROR else "warning"
        out.append(f"## `{code}` ({kind})\n")
        out.append(f"**{problem.label}.** {plain(problem.happened)} {plain(problem.todo)}\n")
        out.append(f"Why: {problem.why}  \nExample: {problem.example}\n")
    sys.stdout.write("\n".join(out))


if __name__ == "__main__":
    main()
