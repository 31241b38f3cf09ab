"""docs/security/asvs.md: every requirement of levels 1 and 2 once, with tests that are there or the
reason why it cannot apply. What it says of documents is looked up in them."""

import json
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECURITY = ROOT / "docs/security"
TABLE = SECURITY / "asvs.md"
CASES = runpy.run_path(str(ROOT / "docs/make/cases.py"))
# OWASP ASVS 5.0.0: in each section the numbers of level 1, then those of level 2.
SECTIONS = """
1.1 - 1,2  1.2 1,2,3,4,5 6,7,8,9  1.3 1,2 3,4,5,6,7,8,9,10,11  1.4 - 1,2,3  1.5 1 2
2.1 1 2,3  2.2 1,2 3  2.3 1 2,3,4  2.4 - 1
3.2 1,2 -  3.3 1 2,3,4  3.4 1,2 3,4,5,6  3.5 1,2,3 4,5  3.7 - 1,2
4.1 1 2,3  4.2 - 1  4.3 - 1,2  4.4 1 2,3,4
5.1 - 1  5.2 1,2 3  5.3 1,2 -  5.4 - 1,2,3
6.1 1 2,3  6.2 1,2,3,4,5,6,7,8 9,10,11,12  6.3 1,2 3,4  6.4 1,2 3,4  6.5 - 1,2,3,4,5  6.6 - 1,2,3
6.8 - 1,2,3,4
7.1 - 1,2,3  7.2 1,2,3,4 -  7.3 - 1,2  7.4 1,2 3,4,5  7.5 - 1,2  7.6 - 1,2
8.1 1 2  8.2 1,2 3  8.3 1 -  8.4 - 1
9.1 1,2,3 -  9.2 1 2,3,4
10.1 - 1,2  10.2 - 1,2  10.3 - 1,2,3,4  10.4 1,2,3,4,5 6,7,8,9,10,11  10.5 - 1,2,3,4,5  10.6 - 1,2
10.7 - 1,2,3
11.1 - 1,2  11.2 - 1,2,3  11.3 1,2 3  11.4 1 2,3,4  11.5 - 1  11.6 - 1
12.1 1 2,3  12.2 1,2 -  12.3 - 1,2,3,4
13.1 - 1  13.2 - 1,2,3,4,5  13.3 - 1,2  13.4 1 2,3,4,5
14.1 - 1,2  14.2 1 2,3,4  14.3 1 2,3
15.1 1 2,3  15.2 1 2,3  15.3 1 2,3,4,5,6,7
16.1 - 1  16.2 - 1,2,3,4,5  16.3 - 1,2,3,4  16.4 - 1,2,3  16.5 - 1,2,3
17.1 - 1  17.2 - 1,2,3,4  17.3 - 1,2
"""
PUT_OFF = re.compile(r"\b(?:later|todo|tbd|not yet|planned|soon|future|to do)\b", re.IGNORECASE)
NEITHER = "Cannot apply: "
LINK = re.compile(r"\]\(([^)#]+)(?:#([^)]+))?\)")


def expected() -> dict[str, str]:
    """Number -> level, as the standard has them."""
    found: dict[str, str] = {}
    for section, first, second in re.findall(r"(\d+\.\d) ([\d,-]+) ([\d,-]+)", SECTIONS):
        for level, numbers in (("1", first), ("2", second)):
            found |= {f"{section}.{n}": level for n in numbers.split(",") if n != "-"}
    return found


def rows() -> list[list[str]]:
    lines = map(CASES["cells_of"], TABLE.read_text("utf-8").splitlines())
    return [cells for cells in lines if re.fullmatch(r"\d+\.\d+\.\d+", cells[0])]


def test_every_requirement_stands_there_once_in_its_order_and_level() -> None:
    assert len(expected()) == 253
    assert [(cells[0], cells[1]) for cells in rows()] == list(expected().items())


def test_every_requirement_has_tests_that_are_there_or_a_reason() -> None:
    there = {name for name, _said in CASES["all_tests"]()}
    wrong = []
    for number, _level, short, how, tests in rows():
        named = re.findall(r"`([^`]+)`", tests)
        if not short or not how or bool(named) == how.startswith(NEITHER):
            wrong.append(number)
        wrong += [f"{number}: {name}" for name in named if name not in there]
        if PUT_OFF.search(how):
            wrong.append(f"{number} is put off")
    assert wrong == []


def test_what_is_put_off_would_be_found() -> None:
    assert PUT_OFF.search("comes later")
    assert PUT_OFF.search("Not yet: nothing")
    assert not PUT_OFF.search("isolated, unlatered")


@pytest.mark.parametrize("name", ["asvs", "data", "keys", "logs", "communication"])
def test_every_link_of_the_table_leads_somewhere(name: str) -> None:
    page = SECURITY / f"{name}.md"
    for target, heading in LINK.findall(page.read_text("utf-8")):
        if target.startswith("http"):
            continue
        file = (page.parent / target).resolve()
        assert file.exists(), target
        if heading:
            assert heading in headings(file.read_text("utf-8")), f"{target}#{heading}"


def headings(text: str) -> set[str]:
    """As a heading is called in an address."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in found}


def test_the_documented_proxy_is_as_the_standard_asks() -> None:
    """TLS 1.2 and 1.3 with ciphers that keep their secrets; programs are not led on from http."""
    page = (ROOT / "docs/operate.md").read_text("utf-8")
    [proxy] = [
        block for block in re.findall(r"```nginx\n(.*?)```", page, re.DOTALL) if "ssl" in block
    ]
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in proxy
    [ciphers] = re.findall(r"ssl_ciphers (.+);", proxy)
    for cipher in ciphers.split(":"):
        assert cipher.startswith("ECDHE-")
        assert "GCM" in cipher or "CHACHA20" in cipher
    assert "return 301 https://$host$request_uri;" in proxy
    [closed] = re.findall(r"location ~ (\S+) \{ return 403; \}", proxy)
    for address in ("/calendar/x.ics", "/metrics", "/e-mails/stop/x/"):
        assert re.match(closed, address)
    assert not re.match(closed, "/sign-in/")
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in proxy


def test_the_documented_unit_shuts_the_system() -> None:
    page = (ROOT / "docs/operate.md").read_text("utf-8")
    for line in (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "User=kinkeeper",
    ):
        assert f"\n{line}\n" in page


def test_r_074_the_logs_are_documented() -> None:
    """Where the program writes, and what must not stand in the proxy's log."""
    page = (SECURITY / "logs.md").read_text("utf-8")
    settings = (ROOT / "kinkeeper/settings.py").read_text("utf-8")
    assert re.findall(r'"class": "(logging\.\w+)"', settings) == ["logging.StreamHandler"]
    filters = (ROOT / "kinkeeper/lib/log_filters.py").read_text("utf-8")
    [tokens] = re.findall(r"\(\?:([^)]+)\)", filters)
    for address in tokens.split("|"):
        assert f"/{address.partition('/\\')[0]}" in page, address
    attacks = (ROOT / "kinkeeper/journal/models.py").read_text("utf-8")
    [told] = re.findall(r"ATTACKS = \((.*?)\)", attacks, re.DOTALL)
    for act in re.findall(r'"([\w.]+)"', told):
        assert f"`{act}`" in page


def test_every_kind_of_connection_is_documented() -> None:
    """Each setting that says where the site may connect to."""
    page = (SECURITY / "communication.md").read_text("utf-8")
    settings = (ROOT / "kinkeeper/settings.py").read_text("utf-8")
    named = set(re.findall(r'"(KINKEEPER_\w+_(?:HOSTS|FOLDERS)|KINKEEPER_EMAIL_URL)"', settings))
    assert len(named) == 5
    assert {name for name in named if f"`{name}`" not in page} == set()


def test_r_090_every_component_is_pinned_and_listed(tmp_path: Path) -> None:
    """One registry, a digest for each file; the bill of materials has what a site installs."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    others = [each for each in lock["package"] if each["name"] != "kinkeeper"]
    for each in others:
        assert each["source"] == {"registry": "https://pypi.org/simple"}, each["name"]
        files = [*each.get("wheels", []), *([each["sdist"]] if "sdist" in each else [])]
        assert files
        assert all(file["hash"].startswith("sha256:") for file in files), each["name"]
    file = tmp_path / "bill.json"
    subprocess.run([ROOT / "bin/sbom", file], check=True, timeout=60)
    bill = json.loads(file.read_text("utf-8"))
    listed = {each["name"] for each in bill["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[\[<>=]", each)[0] for each in project["dependencies"]}
    assert (bill["bomFormat"], needed - listed) == ("CycloneDX", set())
    assert not {"pytest", "playwright", "hypothesis"} & listed


def test_the_scripts_are_five_and_small() -> None:
    """The worker alone keeps anything: a page for everyone (tests/journeys/test_demo)."""
    web = ROOT / "kinkeeper/web"
    scripts = sorted([*(web / "static").glob("*.js"), *(web / "templates").rglob("*.js")])
    assert [file.name for file in scripts] == [
        "arrange.js", "passkeys.js", "push.js", "start-worker.js", "worker.js",
    ]  # fmt: skip
    for file in scripts:
        text = file.read_text("utf-8")
        assert text.count("\n") < 120
        assert '"use strict";' in text
        for word in ("innerHTML", "eval(", "document.write", "localStorage", "sessionStorage",
                     "postMessage", "indexedDB", "__proto__", "caches."):  # fmt: skip
            if (file.name, word) == ("worker.js", "caches."):
                continue
            assert word not in text, f"{file.name}: {word}"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("x" * 60 + "\n")
    told = "from kinkeeper.lib.secret_key import secret_key; from pathlib import Path; " \
           "print(secret_key(Path('/nowhere'), own_server=True))"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True,
        env={"KINKEEPER_SECRET_KEY_FILE": str(tmp_path / "key")}, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == "x" * 60
