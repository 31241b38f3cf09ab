"""Lists of words, written as a text that can be read."""


def listed(text: str) -> frozenset[str]:
    return frozenset(text.split())
