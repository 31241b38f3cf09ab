"""Whose record is whose, where offices and the whole site import files of one name."""

import json
from collections.abc import Mapping
from itertools import count
from typing import Any

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.roster.plan.guards import Limits
from kinkeeper.roster.plan.make_plan import Plan
from kinkeeper.roster.read.files import sheets_of
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.records.plan import draft, plan
from kinkeeper.roster.records.scopes import Stated
from kinkeeper.roster.records.site import Site
from kinkeeper.roster.records.standing import STANDING
from kinkeeper.roster.table import Bounds

SITE, HILLSIDE, LAKESIDE = "1/", "2/", "3/"
SCHOOL_OF = {HILLSIDE: "hs", LAKESIDE: "ls"}
SCHOOLS = {"hs": "10", "ls": "20"}
HEAD = "notice_id,school_id,title,body,publish_at\n"
type Records = dict[str, dict[str, Any]]  # by kind and ID


def known_schools() -> Records:
    return {
        f"schools {number}": {"key": key, "series": SITE, "name": key, "time_zone": "UTC"}
        for key, number in SCHOOLS.items()
    }


class Sites:
    """What is there, and what a plan of one organisation's files does to it."""

    def __init__(self) -> None:
        self.records = known_schools()
        self.numbers = count(100)

    def planned(self, series: str, files: Mapping[str, str], scope: str = "") -> Plan:
        sent = [(f"{name}.csv", text.encode()) for name, text in files.items()]
        sheets = sheets_of(sent, encoding=None, delimiter=None, bounds=Bounds())
        stated = {name: [Stated(school=scope)] for name, _data in sent} if scope else {}
        site = Site(
            rows={kind.name: self.rows(kind.name, kind.names, series) for kind in KINDS},
            people=pl.DataFrame(schema={"key": pl.String, "id": pl.String, "profile": pl.String}),
            organisations=pl.DataFrame(schema={"path": pl.String, "name": pl.String}),
            paths={number: key for key, number in SCHOOLS.items()},
            zones={},
            zone="UTC",
            place="",
            draw=lambda _kind, wanted: [next(self.numbers) for _each in range(wanted)],
            totals=lambda _kind: 1000,
        )
        return plan(draft(sheets, None, stated), site, Limits())

    def rows(self, kind: str, names: list[str], series: str) -> pl.DataFrame:
        """An office reaches its own school alone; it goes on from the site's series."""
        found = []
        for known, record in self.records.items():
            of, number = known.split()
            here = record["series"] in {series, SITE} or series == SITE
            if of == kind and self.within(series, number, record):
                flags = {"own": here, "below": here and series == SITE != record["series"]}
                found.append({"id": number, "source": "import:1"} | record | flags)
        return pl.DataFrame(found, STANDING | dict.fromkeys(names, pl.String), orient="row")

    @staticmethod
    def within(series: str, number: str, record: Mapping[str, Any]) -> bool:
        return series == SITE or SCHOOLS[SCHOOL_OF[series]] in {number, record.get("school_id")}

    def imports(self, series: str, files: Mapping[str, str], scope: str = "") -> Plan:
        made = self.planned(series, files, scope)
        for line in made.decided["records"].lines.iter_rows(named=True):
            known = f"{line['kind']} {line['record_id']}"
            if line["act"] == "remove":
                assert self.records.pop(known)["series"] == line["series"]
                continue
            of = self.records.get(known, {"key": line["key"], "series": series})
            self.records[known] = of | json.loads(line["values"])
        return made

    def notices(self) -> dict[str, tuple[str, str, str, str]]:
        """Each by its ID: key, school, series, title."""
        return {
            known: (each["key"], each["school_id"], each["series"], each["title"])
            for known, each in self.records.items()
            if known.startswith("notices")
        }


def file(rows: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """`rows`: school and title by key."""
    at_eight = "2026-09-01T08:00:00+02:00"
    lines = [f"{key},{at},{title},,{at_eight}\n" for key, (at, title) in rows.items()]
    return {"notices": HEAD + "".join(lines)}


KEYS, TITLES = st.sampled_from(["n1", "n2", "n3"]), st.sampled_from(["Trip", "Fair"])


def rows_at(schools: list[str]) -> st.SearchStrategy[dict[str, tuple[str, str]]]:
    at = st.tuples(st.sampled_from(schools), TITLES)
    return st.dictionaries(KEYS, at, min_size=1, max_size=3)


FILES = st.one_of(
    st.tuples(st.just(SITE), rows_at(["hs", "ls"])),
    *(st.tuples(st.just(each), rows_at([at])) for each, at in SCHOOL_OF.items()),
)


ALIKE = [(SITE, {"n1": ("hs", "Trip")}), (LAKESIDE, {"n1": ("ls", "Fair")})]


@example([*ALIKE, (SITE, {"n1": ("ls", "Trip")})], "")
@given(st.lists(FILES, min_size=1, max_size=6), st.sampled_from(["", "hs"]))
def test_k9_k13_law_by_turns_nothing_stands_twice_or_is_lost_or_is_moved_from_another(
    files: list[tuple[str, dict[str, tuple[str, str]]]], scope: str
) -> None:
    sites = Sites()
    for series, rows in files:
        before = sites.notices()
        complete = scope if series == SITE else ""
        made = sites.imports(series, file(rows), complete)
        after = sites.notices()
        assert len({each[:2] for each in after.values()}) == len(after)
        taken = set(made.problems.filter(code="record-taken")["value"])
        stand = {(key, at, title) for key, at, _series, title in after.values()}
        for key, (at, title) in rows.items():
            assert ((key, SCHOOLS[at], title) in stand) == (key not in taken)
        for known, (key, at, of, title) in before.items():
            if known not in after:
                assert (of, at, complete) == (SITE, SCHOOLS["hs"], "hs")
                continue
            assert after[known][2] == of
            if of not in {series, SITE}:
                assert after[known][1] == at
            if key not in rows:
                assert after[known] == (key, at, of, title)
        again = sites.planned(series, file(rows), complete)
        assert again.decided["records"].lines.is_empty()


def test_k13_what_an_office_brought_stays_beside_a_complete_file_and_is_told() -> None:
    sites = Sites()
    sites.imports(SITE, file({"n1": ("hs", "Trip")}))
    sites.imports(HILLSIDE, file({"n2": ("hs", "Fair")}))
    made = sites.imports(SITE, file({"n3": ("hs", "Trip")}), "hs")
    assert {each[0] for each in sites.notices().values()} == {"n2", "n3"}
    [told] = made.problems.filter(code="records-of-offices")["detail"]
    assert json.loads(told)["count"] == 1


def test_k14_a_key_that_was_refused_means_no_ones_class() -> None:
    """Both schools number their classes alike: no event of one is for the other's class."""
    classes = "group_id,school_id,title,kind\ng1,{at},A,form\n"
    events = "event_id,org_id,class_id,starts,ends,title\ne1,{at},g1,2026-09-07,,Walk\n"
    sites = Sites()
    sites.imports(HILLSIDE, {"classes": classes.format(at="hs")})
    made = sites.imports(SITE, {"classes": classes.format(at="ls"), "events": events.format(at="")})
    assert set(made.problems["code"]) >= {"record-taken", "record-group-unknown"}
    sites.imports(SITE, {"events": events.format(at="hs")})
    [event] = [each for known, each in sites.records.items() if known.startswith("events")]
    assert event["school_id"] == SCHOOLS["hs"]
