"""The network address a request comes from (`lib.client_address`)."""

from django.http import HttpRequest

from kinkeeper.lib.client_address import named_in


def origin_of(request: HttpRequest) -> str:
    return named_in(request.META)
