"""What tests of imports ask for."""

import pytest
from django.db import transaction


@pytest.fixture
def fresh():  # type: ignore[no-untyped-def]  # a context manager for each example
    """Each random example in a transaction of its own that is rolled back."""

    class Fresh:
        def __enter__(self) -> None:
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def __exit__(self, *_what: object) -> None:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    return Fresh
