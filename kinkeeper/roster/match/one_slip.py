"""Keys as a slip of the finger leaves them: named, never mended (K2)."""


def neighbours(key: str, alphabet: str) -> set[str]:
    """All texts that one slip makes of a key: a character too few, too many, wrong, or two
    swapped; and the key in the other case."""
    cut = [(key[:place], key[place:]) for place in range(len(key) + 1)]
    found = {left + right[1:] for left, right in cut if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in cut if len(right) > 1}
    found |= {left + char + right[1:] for left, right in cut if right for char in alphabet}
    found |= {left + char + right for left, right in cut for char in alphabet}
    found |= {key.upper(), key.lower()}
    return found - {key, ""}
