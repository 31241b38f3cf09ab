"""What is kept beside a transaction is written once, whatever becomes of the transaction."""

import pytest
from django.db import transaction

from kinkeeper.lib import request_transaction


@pytest.mark.django_db(transaction=True)
def test_without_a_request_it_is_written_at_once() -> None:
    done: list[str] = []
    request_transaction.keep(lambda: done.append("now"))
    assert done == ["now"]


@pytest.mark.django_db(transaction=True)
def test_a_commit_takes_it_along() -> None:
    done: list[bool] = []
    with request_transaction.one_transaction():
        request_transaction.keep(lambda: done.append(transaction.get_connection().in_atomic_block))
        assert done == []
    assert done == [True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["raised", "said"])
def test_a_rollback_leaves_it(way: str) -> None:
    done: list[bool] = []

    def work() -> None:
        with request_transaction.one_transaction():
            request_transaction.keep(lambda: done.append(transaction.get_rollback()))
            if way == "raised":
                raise ValueError
            transaction.set_rollback(True)

    if way == "raised":
        with pytest.raises(ValueError):  # noqa: PT011  # the one above
            work()
    else:
        work()
    assert done == [False]


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_while_it_is_written_is_written_too() -> None:
    done: list[str] = []
    with request_transaction.one_transaction():
        request_transaction.keep(lambda: request_transaction.keep(lambda: done.append("inner")))
    assert done == ["inner"]
