"""Letters and e-mails with a way in."""

from kinkeeper.cli.parsers.command import Commands, command, group, with_as, with_json


def add_credentials(commands: Commands) -> None:
    credentials = group(commands, "credentials", "sign-in codes and links: letters and e-mails")
    issue = with_json(
        with_as(command(credentials, "issue", "credentials:issue", "make letters or send e-mails"))
    )
    issue.add_argument("--person", action="append", default=[], metavar="REF")
    issue.add_argument("--organisation", metavar="PATH")
    issue.add_argument("--not-signed-in", action="store_true")
    how = issue.add_mutually_exclusive_group(required=True)
    how.add_argument("--letters", metavar="OUT.pdf")
    how.add_argument("--email", action="store_true")
    issue.add_argument("--layout", choices=("page", "list"), default="page")
    go_on = command(credentials, "go-on", "credentials:go_on", "send the rest of a batch")
    with_json(with_as(go_on)).add_argument("batch", type=int)
    returned = "note an e-mail that came back, from its notice on stdin"
    noting = command(credentials, "returned", "credentials_returned:returned", returned)
    with_json(with_as(noting))
    with_json(
        with_as(command(credentials, "list", "credentials:list_states", "list codes and links"))
    )
