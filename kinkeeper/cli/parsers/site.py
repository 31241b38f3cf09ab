"""Running the site: its processes, settings, journal, roles and organisations."""

from kinkeeper.cli.parsers.command import Commands, command, group, with_as, with_json
from kinkeeper.cli.reading_options import PROFILES


def add_running(commands: Commands) -> None:
    serve = command(commands, "serve", "serve:serve", "serve the pages and run a worker")
    serve.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
    serve.add_argument("--workers", type=int, default=2)
    serve.add_argument("--no-worker", action="store_true")
    command(commands, "worker", "serve:worker", "run background work: imports, letters, e-mails")
    demo = command(commands, "demo", "demo:demo", "serve a small sample school to try out")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--no-serve", action="store_true")
    completion = command(
        commands, "completion", "completion:completion", "print a tab-completion script"
    )
    completion.set_defaults(bare=True)
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    admin = group(commands, "admin", "accounts for the people who run the site")
    create = command(admin, "create", "people:create_admin", "create an account")
    create.add_argument("username")
    create.add_argument("--profile", choices=PROFILES, required=True)
    create.add_argument("--organisation", action="append", default=[], metavar="PATH")
    create.add_argument("--password-stdin", action="store_true")
    with_as(create)


def add_site(commands: Commands) -> None:
    settings = group(commands, "settings", "the site's settings, and a school's own")
    shown = with_json(
        with_as(command(settings, "show", "site_settings:show_settings", "show the settings"))
    )
    change = with_as(command(settings, "set", "site_settings:set_settings", "change settings"))
    change.add_argument("values", nargs="+", metavar="NAME=VALUE")
    for act in (shown, change):
        act.add_argument("--organisation", metavar="PATH")
    _add_providers(commands)
    notifications = group(commands, "notifications", "e-mails to parents about news")
    for name, text in (("run", "tell whose turn it is, now"), ("status", "how many there are")):
        told = command(notifications, name, f"notifications:{name}", text)
        with_json(with_as(told))
    journal = group(commands, "journal", "who did what to whom")
    lines = with_json(
        with_as(command(journal, "list", "journal:list_lines", "list entries, newest first"))
    )
    lines.add_argument("--about", metavar="REF")
    lines.add_argument("--by", metavar="REF")
    lines.add_argument("--act", metavar="A")
    lines.add_argument("--since", metavar="DATE")
    lines.add_argument("--until", metavar="DATE")
    lines.add_argument("--organisation", metavar="PATH")
    lines.add_argument("--most", type=int, default=1000, metavar="N")
    _add_breaches(commands)
    with_json(
        with_as(command(journal, "verify", "journal:verify", "check that no entry was altered"))
    )
    kept = command(commands, "retention", "retention:retention", "what is kept for how long")
    with_json(with_as(kept))
    restored = command(
        commands, "after-restore", "after_restore:after_restore", "close what a restore has opened"
    )
    with_json(with_as(restored)).add_argument("--dump-made-at", metavar="TIME")
    restored.add_argument("--done", action="store_true")
    restored.add_argument("--reason", default="", metavar="TEXT")
    database = group(commands, "database", "the roles that pages and workers connect as")
    command(database, "roles", "database:roles", "print the SQL that makes the roles")
    url = command(database, "url", "database:url", "print a role's address")
    url.add_argument("--role", choices=("web", "work", "migrate"), required=True)
    organisations = group(commands, "organisations", "districts, schools and classes")
    add = command(
        organisations, "add", "organisations:add_organisation", "add one, and any missing above"
    )
    add.add_argument("path")
    with_as(add)
    with_json(
        with_as(command(organisations, "list", "organisations:list_organisations", "list them"))
    )


def _add_providers(commands: Commands) -> None:
    providers = group(commands, "providers", "services at which people sign in (OpenID Connect)")
    listed = command(providers, "list", "providers:list_providers", "list them")
    with_json(with_as(listed))
    for name, text in (("add", "set one up"), ("edit", "change one")):
        act = with_json(with_as(command(providers, name, f"providers:{name}_provider", text)))
        act.add_argument("name", metavar="NAME")
        needed = name == "add"
        act.add_argument("--issuer", metavar="URL", required=needed)
        act.add_argument("--client-id", metavar="ID", required=needed)
        act.add_argument(
            "--for", dest="audience", choices=("parents", "staff", "both"), required=needed
        )
        act.add_argument("--scope", metavar="WORDS")
        act.add_argument("--claim", metavar="NAME")
        act.add_argument("--second-step", metavar="VALUES")
        act.add_argument("--secret-stdin", action="store_true")
    gone = command(providers, "remove", "providers:remove_provider", "remove one")
    with_json(with_as(gone)).add_argument("name", metavar="NAME")


def _add_breaches(commands: Commands) -> None:
    breaches = group(commands, "breaches", "the register of breaches of personal data")
    with_json(with_as(command(breaches, "list", "breaches:list_breaches", "list them")))
    shown = command(breaches, "show", "breaches:show_breach", "show one")
    add = command(breaches, "add", "breaches:add_breach", "record one")
    note = command(breaches, "note", "breaches:note_breach", "write what is known by now")
    for one in (shown, add, note):
        with_json(with_as(one))
    for one in (shown, note):
        one.add_argument("breach", metavar="BREACH", type=int)
    for one in (add, note):
        one.add_argument("--noticed-at", metavar="TIME", required=one is add)
        for text in ("--happened", "--concerned", "--effects", "--measures", "--why"):
            one.add_argument(text, metavar="TEXT")
        one.add_argument("--people", type=int, metavar="N")
        one.add_argument("--risk", choices=("unjudged", "unlikely", "risk", "high"))
        for when in ("--authority-told-at", "--people-told-at"):
            one.add_argument(when, metavar="TIME")
        one.add_argument("--seen-by", metavar="REF")
        for when in ("--seen-from", "--seen-until"):
            one.add_argument(when, metavar="DATE")
