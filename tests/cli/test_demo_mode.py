"""The demo's open inbox never stands beside real people."""

from dataclasses import dataclass

from tests.commands import Kinkeeper

ADMIN = ("admin", "create", "anna.admin", "--profile", "system-administrator")


@dataclass(frozen=True)
class WithDemo(Kinkeeper):
    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"KINKEEPER_DEMO": "on"}


def test_demo_mode_is_refused_on_a_real_site(alone: Kinkeeper) -> None:
    """Also where somebody has the name of the demo's administrator."""
    assert alone(*ADMIN, "--password-stdin", stdin="quiet lantern over the lake").code == 0
    for words in (("serve",), ("people", "list"), ("demo", "--no-serve")):
        refused = WithDemo(alone.home)(*words)
        assert (refused.code, refused.out) == (1, "")
        assert "Unset KINKEEPER_DEMO" in refused.err
    mixed = alone("demo", "--no-serve")
    assert mixed.code == 1
    assert "already has people" in mixed.err
    assert "quiet lantern" not in mixed.out
    assert [each["username"] for each in alone("people", "list", "--json").json] == ["anna.admin"]


def test_a_plan_says_at_the_terminal_what_about_rights_is_not_read(alone: Kinkeeper) -> None:
    file = alone.home / "parents.csv"
    file.write_text("SyncID,First name,Last name,ChildID,Has legal custody\nP-5,Ada,Lie,H-1,No\n")
    said = alone("import", "plan", str(file), "--profile", "parent").out
    assert "Not read: Has legal custody" in said
    assert "--map HEADING=responsibility" in said
