"""Which files speak for each other: those of one organisation and one series, by name."""


def named(organisation: int, name: str) -> str:
    """As records keep it. What an import is about does not count: a whole school's folder and a
    file of its attendance are one series."""
    return f"{organisation}/{name}"
