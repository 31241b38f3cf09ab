"""K31: each heading is read or named, and one that may speak of rights is never passed over."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.headings import unread
from kinkeeper.roster.headings.rights_words import cells_speak_of_rights, speaks_of_rights
from kinkeeper.roster.plan.guard_sentences import message
from kinkeeper.roster.table import FileRefused
from tests.roster.core import File, planned, pupils_here

# A relationship in each format, and the files to which a column is added: heading and cells of each
# row.
Files = dict[str, list[list[str]]]
FORMATS: dict[str, Files] = {
    "plain": {
        "f.csv": [["SyncID", "First name", "Last name", "ChildID"], ["G1", "Far", "One", "1"]],
    },
    "pupil-rows": {
        "f.csv": [
            ["Student ID", "First name", "Last name", "Parent 1 name", "Parent 1 email"],
            ["1", "Kid", "One", "Far One", "f@e.org"],
        ]
    },
    "oneroster": {
        "users.csv": [
            ["sourcedId", "orgSourcedIds", "role", "username", "givenName", "familyName",
             "agentSourcedIds"],
            ["1", "o", "student", "s1", "Kid", "One", ""],
            ["G1", "o", "parent", "g1", "Far", "One", "1"],
        ],
        "orgs.csv": [["sourcedId", "name", "type"], ["o", "Hillside", "school"]],
    },
    "sds-v1": {
        "User.csv": [
            ["Email", "First Name", "Last Name", "SIS ID"],
            ["f@e.org", "Far", "One", "G1"],
        ],
        "GuardianRelationship.csv": [["SIS ID", "Email", "Role"], ["1", "f@e.org", "parent"]],
    },
    "sds-v2.1": {
        "users.csv": [
            ["sourcedId", "username", "givenName", "familyName", "email"],
            ["1", "s1", "Kid", "One", ""],
            ["G1", "g1", "Far", "One", "f@e.org"],
        ],
        "roles.csv": [["userSourcedId", "orgSourcedId", "role"], ["1", "o", "student"]],
        "relationships.csv": [
            ["userSourcedId", "relationshipUserSourcedId", "relationshipRole"],
            ["1", "G1", "guardian"],
        ],
    },
    "canvas": {
        "users.csv": [
            ["user_id", "login_id", "first_name", "last_name", "status"],
            ["1", "s1", "Kid", "One", "active"],
            ["G1", "g1", "Far", "One", "active"],
        ],
        "user_observers.csv": [["observer_id", "student_id", "status"], ["G1", "1", "active"]],
    },
    "clever": {
        "students.csv": [
            ["School_id", "Student_id", "First_name", "Last_name", "Contact_relationship",
             "Contact_type", "Contact_name", "Contact_sis_id"],
            ["9", "1", "Kid", "One", "Father", "Parent/Guardian", "Far One", "G1"],
        ]
    },
    "powerschool": {
        "contacts.csv": [
            ["Contact ID", "First Name", "Last Name", "Is Active", "studentNumber",
             "Relationship Type", "STUDENTCONTACTDETAILCOREFIELDS.legalGuardian"],
            ["G1", "Far", "One", "1", "1", "Father", "1"],
        ]
    },
    "moodle-users": {
        "users.csv": [
            ["username", "firstname", "lastname", "idnumber", "auth"],
            ["g1", "Far", "One", "G1", "manual"],
        ]
    },
}  # fmt: skip
NO_RELATIONSHIPS = {"moodle-users"}
# The files whose rows are about the relationship, its parent or its child.
OF_RELATIONSHIPS = [
    (name, file)
    for name, files in FORMATS.items()
    for file in files
    if name not in NO_RELATIONSHIPS and file != "orgs.csv"
]


def files_of(name: str, file: str = "", heading: str = "", cell: str = "") -> list[File]:
    """The files of a format as bytes, with one more column in one of them."""
    made = []
    for each, rows in FORMATS[name].items():
        more = [[heading], *[[cell]] * (len(rows) - 1)] if each == file else [[]] * len(rows)
        text = "\n".join(",".join([*row, *end]) for row, end in zip(rows, more, strict=True))
        made.append((each, text.encode()))
    return made


def acts(name: str, file: str = "", heading: str = "", cell: str = "") -> list[str]:
    files = files_of(name, file, heading, cell)
    return planned(*files, site=pupils_here("1")).relationships["act"].to_list()


@pytest.mark.parametrize("name", FORMATS.keys() - NO_RELATIONSHIPS)
def test_each_sample_connects(name: str) -> None:
    assert acts(name) == ["create"]


@pytest.mark.parametrize(("name", "file"), OF_RELATIONSHIPS)
@pytest.mark.parametrize("heading", ["custody", "metadata.custody", "Foreldreansvar"])
def test_k26_a_no_is_obeyed_in_whatever_file_it_stands(name: str, file: str, heading: str) -> None:
    assert acts(name, file, heading, "no") == ["propose"]
    assert acts(name, file, heading, "yes") == ["create"]


@pytest.mark.parametrize(("name", "file"), OF_RELATIONSHIPS)
def test_k26_a_restriction_is_obeyed_in_whatever_file_it_stands(name: str, file: str) -> None:
    assert acts(name, file, "metadata.courtOrder", "not at the school gate") == ["propose"]


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Child Data Access", "none"),
        ("Custody remarks", "weekends"),
        ("Remarks", "no contact with him"),
        ("Anmerkung", "Umgangsverbot seit Mai"),
        ("Bor hos", "mor"),
        ("Emergency only", "1"),
        ("Merknad", "besøksforbud"),
        ("Lives with", "Mother"),
    ],
)
def test_k31_a_column_that_may_speak_of_rights_stops_every_format(
    name: str, heading: str, cell: str
) -> None:
    for file in FORMATS[name]:
        made = planned(*files_of(name, file, heading, cell), site=pupils_here("1"))
        reasons = (made.counts["guard"] or {"reasons": []})["reasons"]
        assert [each["code"] for each in reasons] == ["unread-rights"], file
        named = f"{file}: {heading}" if _is_package(name) else heading
        assert reasons[0]["columns"] == [named]
        assert named in message(reasons[0])
        assert made.counts["ignored_columns"][0] == named
        said = {named: "ignore"}
        made = planned(*files_of(name, file, heading, cell), site=pupils_here("1"), mapping=said)
        assert made.counts["guard"] is None


def _is_package(name: str) -> bool:
    return name in {"oneroster", "sds-v1", "sds-v2.1", "canvas", "clever"}


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("field", ["responsibility", "restriction"])
def test_k31_what_a_person_says_a_column_is_is_read(name: str, field: str) -> None:
    if name in {*NO_RELATIONSHIPS, "plain", "pupil-rows"}:
        return
    for file in FORMATS[name]:
        if file == "orgs.csv":
            continue
        made = planned(
            *files_of(name, file, "Remarks", "no"),
            site=pupils_here("1"),
            mapping={f"{file}: Remarks": field},
        )
        assert made.relationships["act"].to_list() == ["propose"], file


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Contact Priority Order", "1"),
        ("Dietary restrictions", "no nuts"),
        ("Internet access", "yes"),
        ("Umgangssprache", "Deutsch"),
        ("Legal first name", "Ole"),
        ("Custody notes", ""),
        ("Shoe size", "44"),
    ],
)
def test_k31_what_is_harmless_is_named_and_stops_nothing(
    name: str, heading: str, cell: str
) -> None:
    for file in FORMATS[name]:
        made = planned(*files_of(name, file, heading, cell), site=pupils_here("1"))
        assert made.counts["guard"] is None
        assert any(each.endswith(heading) for each in made.counts["ignored_columns"]), file


@pytest.mark.parametrize("heading", ["Permissions", "Domaines"])
@pytest.mark.parametrize("cell", ["all", "none", "work"])
def test_k31_words_for_what_a_parent_may_see_are_asked_about(heading: str, cell: str) -> None:
    [(file, _rows)] = FORMATS["plain"].items()
    made = planned(*files_of("plain", file, heading, cell), site=pupils_here("1"))
    assert "unread-rights" in {each["code"] for each in made.counts["guard"]["reasons"]}
    assert heading in made.counts["ignored_columns"]


@pytest.mark.parametrize("field", ["areas", "kind", "responsibility", "restriction", "child"])
@pytest.mark.parametrize("cell", ["none", "yes", ""])
def test_k31_what_no_file_of_pupils_says_is_told_where_somebody_matches_it(
    field: str, cell: str
) -> None:
    """The column is named as not read, twice of the same heading too; where it would be about who
    may see the child, somebody says that it may be passed over."""
    rows = f"SyncID,First name,Last name,Notes\nS1,Kid,One,{cell}\n"
    made = planned(rows, profile="pupil", mapping={"Notes": field})
    told = made.problems.filter(made.problems["code"] == "not-in-such-files")
    assert told.select("row", "column", "severity").rows() == [(None, "Notes", "warning")]
    assert json.loads(told["detail"][0]) == {"field": field}
    assert made.counts["ignored_columns"] == ["Notes"]
    asked = [each["name"] for each in made.counts["unread"] if each["open"]]
    rights = field in {"areas", "responsibility", "restriction"}
    assert asked == (["Notes"] if rights and cell else [])


@given(
    st.sampled_from(sorted(FORMATS)),
    st.data(),
    st.from_regex(r"Zq[a-z]{3,9}( [a-z]{3,9})?", fullmatch=True),
)
@pytest.mark.parametrize("profile", ["parent", "pupil"])
def test_k31_each_heading_is_read_or_named(
    profile: str, name: str, data: st.DataObject, heading: str
) -> None:
    """Whatever heading nobody knows, in whatever file of a format."""
    file = data.draw(st.sampled_from(sorted(FORMATS[name])))
    try:
        made = planned(*files_of(name, file, heading, "x"), profile=profile)
    except FileRefused:
        return  # as a whole: that drops nothing without a word
    assert [each for each in made.counts["ignored_columns"] if each.endswith(heading)]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_k31_a_formats_own_headings_are_counted_last(name: str) -> None:
    made = planned(*files_of(name, min(FORMATS[name]), "Shoe size", "44"))
    columns, standard = made.counts["ignored_columns"], made.counts["standard_columns"]
    assert not any(each.endswith("Shoe size") for each in columns[len(columns) - standard :])


def test_k31_a_column_by_position_that_has_no_heading_is_named() -> None:
    made = planned("SyncID,First name,Last name,,ChildID\nG1,Far,One,no contact by court order,1\n")
    assert made.counts["ignored_columns"] == ["#4"]
    assert made.counts["guard"]["reasons"][0]["columns"] == ["#4"]


def test_k31_a_pupils_file_stops_only_where_it_connects_somebody() -> None:
    head = "SyncID,First name,Last name,Court order\n"
    made = planned(head + "1,Kid,One,no contact with the father\n", profile="pupil")
    assert made.counts["guard"] is None
    assert made.counts["ignored_columns"] == ["Court order"]


def test_k31_an_answer_for_one_column_is_none_for_another_whose_heading_ends_so() -> None:
    head = "SyncID,First name,Last name,ChildID,Legal,No contact: legal\n"
    said = {"Legal": "ignore"}
    made = planned(head + "G1,Far,One,1,x,y\n", site=pupils_here("1"), mapping=said)
    assert made.counts["guard"]["reasons"][0]["columns"] == ["No contact: legal"]


def test_k31_no_contact_is_nobodys_role() -> None:
    """The word *contact* in it made a column of remarks one of parents."""
    made = planned(
        "SyncID,First name,Last name,ChildID,Custody notes\nG1,Far,One,1,no contact\n",
        site=pupils_here("1"),
    )
    assert made.counts["guard"]["reasons"][0]["columns"] == ["Custody notes"]


def column(holds: str, *, about: bool = True) -> unread.Unread:
    return unread.Unread("Custody", holds, about)


def test_an_answer_counts_for_the_series_until_the_cells_are_of_another_kind() -> None:
    first = unread.decided([column("answers")], ["Custody"], [])
    assert not first[0]["open"]
    again = unread.decided([column("answers")], [], first)
    assert not again[0]["open"]
    for said in ([], ["Custody"]):
        other = unread.decided([column("rights")], said, again)
        assert other[0]["open"]
    empty = unread.decided([column("nothing", about=False)], [], again)
    assert empty[0]["holds"] == "answers"
    assert unread.decided([column("answers")], [], empty)[0]["open"] is False


@given(
    st.sampled_from(["answers", "numbers", "text", "rights"]),
    st.sampled_from(["answers", "numbers", "text", "rights"]),
    st.booleans(),
)
def test_k31_only_a_person_closes_a_question(then: str, now: str, said: bool) -> None:
    before = unread.decided([column(then)], ["Custody"] if said else [], [])
    after = unread.decided([column(now)], [], before)
    assert after[0]["open"] is not (said and then == now)


@pytest.mark.parametrize(
    "heading",
    ["custody", "Sole Custody", "COURT_ORDER", "courtorder", "No-Contact", "Vårdnad", "Umgänge",
     "Forældremyndighed", "Sorgerecht", "Huoltajuus", "Ouderlijk gezag", "Autorité parentale",
     "Patria potestad", "Władza rodzicielska", "Restrictions", "Access", "Parent portal access",
     "Lives With", "Emergency contact only", "Legal guardian?", "Tuomioistuimen päätös",
     "Besuchs- und Umgangsrecht", "Contactverbod", "Droit de visite", "Orden de alejamiento",
     "Zakaz kontaktu", "Skyddad identitet", "Adressebeskyttelse", "Permissions", "Domaines",
     "Permission level", "Rettigheter", "Berechtigungen", "Droits", "Derechos", "Uprawnienia"],
)  # fmt: skip
def test_headings_about_rights(heading: str) -> None:
    assert speaks_of_rights(heading)
    assert speaks_of_rights(heading.upper())


@pytest.mark.parametrize(
    "heading",
    ["Notes", "Vårdnadshavares yrke", "Huoltajan ammatti", "Umgangssprache", "Adgangskode",
     "Contact Priority Order", "Dietary restrictions", "Internet access", "Accessibility",
     "Legal last name", "Guardian occupation", "Sort order", "Shoe size", "Garderobe",
     "Portal username", "Sadness", "Orderly", "Rightmost", "Permission slip returned",
     "Photo permission", "Domaines d'apprentissage", "Droitier"],
)  # fmt: skip
def test_headings_that_only_look_so(heading: str) -> None:
    assert not speaks_of_rights(heading)


def test_cells_about_rights_count_as_whole_words() -> None:
    assert cells_speak_of_rights(pl.Series(["", "Vater hat kein Sorgerecht"]))
    assert not cells_speak_of_rights(pl.Series(["plays on the tennis court", "custard", None]))
