"""Every address of the product, as the resolver knows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """`name` as templates and code use it, `path` with its parameters."""

    name: str
    path: str
    pattern: URLPattern


def routes() -> list[Route]:
    return list(_below(get_resolver(), "", "/"))


def _below(resolver: URLResolver, space: str, before: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _below(each, f"{each.namespace}:" if each.namespace else space, path)
        else:
            yield Route(f"{space}{each.name}", path, each)
