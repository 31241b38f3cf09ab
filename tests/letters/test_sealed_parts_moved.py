"""Letters that the last release made can be fetched after the update."""

from tests.faults.conftest import server as server  # a server of its own
from tests.faults.conftest import site as site
from tests.faults.server import Site

BATCH = """
INSERT INTO letters_batch (form, made_by, finished_at, sealed_pdf)
VALUES ('pages', 1, now(), 'sealed'), ('list', 1, now(), NULL)
"""
PARTS = "SELECT batch_id, number, sealed FROM letters_sealedpart"


def test_a_whole_pdf_becomes_the_only_part(site: Site) -> None:
    for back in ("0001_version_0_1_0", "0003_codes"):
        assert site("migrate", "letters", back, "--verbosity", "0").code == 0
    site.sql(BATCH)
    assert site("migrate", "--verbosity", "0").code == 0
    assert site.sql(PARTS) == [(1, 0, b"sealed")]
