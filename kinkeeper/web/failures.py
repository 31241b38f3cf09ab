"""The number of a failure: on its page, and in the line of the log with its trace (R-077)."""

import secrets

from django.http import HttpRequest

NUMBER = "failure_number"


def numbered(request: HttpRequest) -> str:
    """The failure of this request, to be read out on the telephone. It says nothing."""
    digits = f"{secrets.randbelow(10**8):08}"
    number = f"{digits[:4]}-{digits[4:]}"
    setattr(request, NUMBER, number)
    return number


def number_of(request: HttpRequest) -> str:
    """Blank where it did not fail."""
    number: str = getattr(request, NUMBER, "")
    return number
