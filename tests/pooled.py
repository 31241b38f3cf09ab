"""Two processes of pages, two workers and PgBouncer in transaction mode on one PostgreSQL.

    python -m tests.pooled [REQUESTS]

Parents, a teacher and offices ask by turns, all at once, so that PgBouncer hands the few
connections from one person's request to another's. Each page must name whom this person sees and
nobody else: nothing of one request is left for the next. bin/pooled finds or installs PgBouncer.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kinkeeper.embedded import server
from kinkeeper.embedded.os_user import let_through, owner, private_folder
from kinkeeper.embedded.paths import DATABASE, USERS, Places
from tests.commands import PROGRAM, Kinkeeper
from tests.faults.visitor import PASSWORD, Visitor

FAMILIES = 12
OWN = """
from kinkeeper.people.models import Person
Person.objects.update(must_change_password=False)
"""
PORT = 6432
SETTINGS = """
[databases]
{name} = host={server} dbname={name}
[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
server_reset_query =
logfile = {folder}/log
"""


@dataclass(frozen=True)
class Somebody:
    """Who asks for which page, and which children's names may and must be on it."""

    username: str
    path: str
    children: frozenset[str]


def main(requests: int) -> None:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kinkeeper-pooled-")))
        site = Kinkeeper(home)
        everybody = _people(site)
        server.ensure_started(home)
        stack.callback(server.wait_until_stopped, home)
        stack.callback(server.release, home)
        pooler = stack.enter_context(_pooler(home))
        own = {"KINKEEPER_SECRET_KEY": (home / "secret-key").read_text().strip()}
        addresses = [
            stack.enter_context(_pages(site, pooler | own)),
            stack.enter_context(_pages(site, pooler | own)),
        ]
        for _worker in range(2):
            stack.enter_context(_process(site, ["worker"], pooler | own))
        seen = _asked(everybody, addresses, requests)
        said = f"{seen} requests of {len(everybody)} people through PgBouncer, each its own: ok\n"
        sys.stdout.write(said)


def _people(site: Kinkeeper) -> list[Somebody]:
    """Two schools; half of the families at each."""
    everybody = []
    for school in ("Hillside", "Lakeside"):
        site("organisations", "add", f"{school}/5A")
        names = [f"{school}child{number}" for number in range(FAMILIES // 2)]
        pupils = [f"{school[0]}{each},{name},Example" for each, name in enumerate(names)]
        parents = [
            f"{school[0]}P{each},Parent{each},{school},{school[0]}{each},{PASSWORD}"
            for each in range(len(names))
        ]
        _run(site, f"{school}/5A", "pupil", ["SyncID,First name,Last name", *pupils])
        heading = "SyncID,First name,Last name,ChildID,Password"
        _run(site, school, "parent", [heading, *parents])
        office = f"{school.lower()}.office"
        teacher = f"{school.lower()}.teacher"
        for username, profile, place in (
            (office, "school-administrator", school),
            (teacher, "teacher", f"{school}/5A"),
        ):
            words = ["--profile", profile, "--organisation", place, "--password-stdin"]
            done = site("admin", "create", username, *words, stdin=f"{PASSWORD}\n")
            assert done.code == 0, done.err
            everybody.append(Somebody(username, "/staff/people/?q=child", frozenset(names)))
        everybody += [
            Somebody(f"parent{each}.{school.lower()}", "/children/", frozenset({name}))
            for each, name in enumerate(names)
        ]
    assert site("settings", "set", "parent_login=on", "staff_second_factor=off").code == 0
    # a password from a file must be changed at the first sign-in; here it is the own one
    assert site("shell", "--verbosity", "0", "--command", OWN).code == 0
    return everybody


def _run(site: Kinkeeper, place: str, profile: str, lines: Sequence[str]) -> None:
    file = site.home / "roster.csv"
    file.write_text("\n".join(lines) + "\n")
    done = site("import", "run", str(file), "--profile", profile, "--organisation", place)
    assert done.code == 0, done.err + done.out


@contextmanager
def _pooler(home: Path) -> Iterator[dict[str, str]]:
    """The variables with which a process of ours connects through it."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    assert program is not None, "PgBouncer is not installed: apt-get install pgbouncer"
    folder = home / "pooler"
    let_through(home, owner())
    private_folder(folder, owner())
    ini = folder / "pgbouncer.ini"
    ini.write_text(
        SETTINGS.format(name=DATABASE, server=Places(home).sockets, port=PORT, folder=folder)
    )
    (folder / "users").write_text("".join(f'"{user}" ""\n' for user in USERS.values()))
    for file in (ini, folder / "users"):
        os.chown(file, owner().uid, owner().gid)
    with subprocess.Popen(  # type: ignore[call-overload]  # **run_as()
        [program, str(ini)], stderr=subprocess.DEVNULL, **owner().run_as()
    ) as process:
        until = time.monotonic() + 20
        while not (folder / f".s.PGSQL.{PORT}").exists() and time.monotonic() < until:
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
        where = f"/{DATABASE}?host={quote(str(folder), safe='')}"
        urls = {role: f"postgresql://{user}@:{PORT}{where}" for role, user in USERS.items()}
        yield {
            "DATABASE_URL": urls["migrate"],
            "DATABASE_URL_WEB": urls["web"],
            "DATABASE_URL_WORK": urls["work"],
        }
        process.send_signal(signal.SIGINT)


@contextmanager
def _process(site: Kinkeeper, words: Sequence[str], more: Mapping[str, str]) -> Iterator[None]:
    with subprocess.Popen([str(PROGRAM), *words], env={**site.environment, **more}) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def _pages(site: Kinkeeper, more: Mapping[str, str]) -> Iterator[str]:
    port = random.randint(20_000, 50_000)
    address = f"http://127.0.0.1:{port}"
    words = ["serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--no-worker"]
    with _process(site, words, more):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address


def _asked(everybody: Sequence[Somebody], addresses: Sequence[str], requests: int) -> int:
    """Raises `AssertionError` with the first page that names somebody else, or not one's own."""
    signed_in = [(each, _signed_in(each, address)) for each in everybody for address in addresses]
    turns = [random.choice(signed_in) for _turn in range(requests)]
    with ThreadPoolExecutor(max_workers=16) as pool:
        return sum(pool.map(lambda turn: _right(*turn), turns))


def _signed_in(each: Somebody, address: str) -> Visitor:
    visitor = Visitor(address)
    token = visitor.token("/sign-in/")
    visitor.post("/sign-in/", token, username=each.username, password=PASSWORD)
    return visitor


def _right(each: Somebody, visitor: Visitor) -> int:
    answer = visitor.get(each.path)
    named = set(re.findall(r"(?:Hill|Lake)sidechild\d+", answer.text))
    assert answer.status == 200, (each, answer.status)
    assert named == each.children, (each, sorted(named))
    return 1


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
