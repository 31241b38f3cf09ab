"""What `--help` says of each option that several commands share; the others say it themselves."""

import argparse

from kinkeeper.cli.every_option import every_option

PERSON = "key:… or user:… or id:…"
PATH = "as Hillside/7B, from below the site"
HELP = {
    "--child": f"the child: {PERSON}",
    "--child-column": "the heading of the children's column, or #5 for the fifth",
    "--child-match": "what stands in that column (default: sync-key)",
    "--child-separator": "between several children in one cell, such as ;",
    "--delimiter": "what stands between the cells of a text file, where it is not told by itself",
    "--format": "where it is not told by itself",
    "--kind": "only these",
    "--layout": "a page for each person, or one list for the office (default: page)",
    "--links": "exact: relationships that the file no longer names end (default: add)",
    "--match-on": "by which field alone a row finds its person (default: key, else username)",
    "--organisation": PATH,
    "--overwrite": "what a file replaces: empty fields, named ones, all (default: named)",
    "--parent": f"the parent: {PERSON}",
    "--profile": "what these people are here",
    "--reason": "why; it stands in the journal",
    "--same-person": "another name or birth date, and still the same: why",
    "--state": "only these",
    "batch": "the number that credentials issue has said",
    "child": f"the child: {PERSON}",
    "files": "one file, several that belong together, or a ZIP archive",
    "id": "the number that import list shows",
    "name": "the source's name",
    "parent": f"the parent: {PERSON}",
    "path": PATH,
    "ref": PERSON,
    "values": "what to set, such as given_name=Ada",
    # of one command alone
    "admin create --organisation": f"which the person administers: {PATH}; may be repeated",
    "admin create username": "with which the person will sign in",
    "credentials issue --email": "send a mail with a link to each",
    "credentials issue --letters": "the PDF to write",
    "credentials issue --not-signed-in": "all parents who have never signed in",
    "credentials issue --person": f"{PERSON}; may be repeated",
    "demo --port": "(default: 8000)",
    "import show --problems": "each problem with its row",
    "import show --rows": "what happens with each row",
    "inbox ask-again id": "as inbox list --decided shows it",
    "inbox decide act": "the answer; which ones fit, the question's kind says",
    "inbox list --import": "only what this import asked",
    "journal list --about": f"lines about this person, or by this person: {PERSON}",
    "journal list --act": "such as relationship.blocked, or relationship for all of them",
    "journal list --by": f"what this person did: {PERSON}",
    "journal list --most": "how many lines (default: 1000)",
    "journal list --organisation": f"about its people, or about itself: {PATH}",
    "journal list --since": "from this day on, as 2026-08-01",
    "journal list --until": "to this day, as 2026-08-31",
    "people list --profile": "only these",
    "people merge gone": f"the account that goes into the other: {PERSON}",
    "people merge keep": f"the account that is kept: {PERSON}",
    "people template --profile": "whom the file is for (default: parent)",
    "relationships cancel pending": "what is waited for, such as sync-key:H-1",
    "relationships connect --kind": "mother, father, guardian, … (default: not stated)",
    "relationships disconnect --no-block": "later files may connect them again",
    "serve --bind": "where to listen (default: 127.0.0.1:8000)",
    "serve --workers": "how many processes answer (default: 2)",
    "settings set --organisation": f"its own site_name, office or letterhead: {PATH}",
    "settings set values": "names and values, such as parent_login=on",
    "settings show --organisation": f"what its parents are told: {PATH}",
    "sources add --kind": "what is asked",
    "sources add --take": "of several files in a folder (default: newest)",
    "sources add --username": "with which to sign in there",
    "sources add name": "by which the other commands call it",
}


def fill(parser: argparse.ArgumentParser) -> None:
    """Gives each option and argument without words its own, in this parser and those below."""
    for command, action in every_option(parser):
        if not action.help:
            name = action.option_strings[-1] if action.option_strings else action.dest
            typed = command.prog.partition(" ")[2]
            action.help = HELP.get(f"{typed} {name}") or HELP.get(name)
