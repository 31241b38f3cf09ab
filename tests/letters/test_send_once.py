"""That a message left is written down before the server knows that it has all of it."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage, mailers

from kinkeeper.letters.smtp import Server, Withheld
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.letters.unsent_reasons import Why
from tests.letters.test_mail import Box, text
from tests.letters.test_unwritable import serve as serve  # a fixture

LONG = "<https://parents.school.example/e-mails/stop/" + "x" * 60 + "/>"
BODY = "one\n.two\n..\n\nthree ä"


def message(to: str = "kari@example.org") -> EmailMessage:
    return EmailMessage("News", BODY, to=[to], headers={"List-Unsubscribe": LONG})


@pytest.mark.parametrize("utf8", [False, True])
def test_it_arrives_as_it_is_or_not_at_all(serve: Callable[..., Box], utf8: bool) -> None:
    box = serve(utf8=utf8)
    connection, seen = mailers.default, list[int]()
    assert isinstance(connection, Server)

    def note() -> None:
        seen.append(len(box.mails))

    def refuse() -> None:
        raise LookupError

    assert handed_over(connection, message(), note) is None
    assert handed_over(connection, message(), note) is None  # over the same connection
    assert seen == [0, 1]  # before the server has taken it
    with pytest.raises(Withheld):
        handed_over(connection, message(), refuse)
    box.refuses = {"gone@example.org"}
    refused = handed_over(connection, message("gone@example.org"), note)
    assert refused is not None
    assert refused.code == Why.ADDRESS_REFUSED
    beyond = handed_over(connection, message("jürgen@example.org"), note)
    assert (beyond is None) == utf8
    assert len(seen) == 2 + utf8  # nothing is written down of what did not leave
    connection.close()
    assert len(box.mails) == 2 + utf8
    for each in box.mails:
        assert text(each).splitlines() == BODY.splitlines()
        assert str(each["List-Unsubscribe"]) == LONG
        raw = next(said for name, said in each.raw_items() if name == "List-Unsubscribe")
        assert str(raw) == LONG
