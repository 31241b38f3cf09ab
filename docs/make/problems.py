"""Prints docs/problems.md from the product's own catalogue."""

import sys

from kinkeeper.roster.problems import CATALOGUE, ERROR

HEAD = """# Problems with a roster

Every problem has a stable code. An **error** leaves out the row (or, where it is about the file,
refuses the file); a **warning** is told and nothing is left out. Parts in ‹› are filled from the
file. This page is made from the product's own catalogue by `bin/docs`.
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
