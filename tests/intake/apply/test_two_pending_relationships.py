"""K35: of two pending relationships of one parent that meet in one child the narrower days
count."""

import pytest

from kinkeeper.families.models import Relationship
from tests.cast import Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID,Valid until\n"


@pytest.mark.parametrize("by_key_first", [True, False])
def test_k35_the_earlier_end_counts(cast: Cast, by_key_first: bool) -> None:
    by_key = (HEAD + "P-5,Ada,Lie,N-1,2031-07-31\n", {"child_match": "sync-key"})
    by_name = (HEAD + "P-5,Ada,Lie,mia.lie,2030-07-31\n", {"child_match": "username"})
    for file, more in (by_key, by_name) if by_key_first else (by_name, by_key):
        imported(file, series=more["child_match"], **more)
    imported("SyncID,Username,First name,Last name\nN-1,mia.lie,Mia,Ek\n", profile="pupil")
    relationship = Relationship.objects.get(parent__sync_key="P-5", child__sync_key="N-1")
    assert str(relationship.ends_on) == "2030-07-31"
