"""What `serve` says before it serves."""

import pytest

from kinkeeper.cli import serve
from kinkeeper.cli.main import main
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("marker")]
CREATE = "No administrator yet: kinkeeper admin create USERNAME --profile system-administrator."


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a site whose processes end at once."""
    monkeypatch.setattr(serve, "run", lambda programs: 0)
    monkeypatch.setattr(serve, "collect", lambda: None)
    monkeypatch.setattr(serve, "refuse_taken", lambda host, port: None)
    assert main(["serve", "--no-worker"]) == 0
    return capsys.readouterr().err


def test_a_site_without_an_administrator_says_how_to_make_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CREATE in said(capsys, monkeypatch)


def test_a_site_with_one_does_not(
    cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No administrator" not in said(capsys, monkeypatch)
