"""How far two words are from each other, letter by letter."""


def distance(one: str, other: str, most: int) -> int:
    """How many letters differ (Damerau–Levenshtein, adjacent swaps count once); beyond `most` any
    larger number."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, mine in enumerate(one, start=1):
        row = [at]
        for place, theirs in enumerate(other, start=1):
            cost = min(last[place] + 1, row[-1] + 1, last[place - 1] + (mine != theirs))
            swapped = at > 1 and place > 1 and (mine, one[at - 2]) == (other[place - 2], theirs)
            row.append(min(cost, before[place - 2] + 1) if swapped else cost)
        before, last = last, row
    return last[-1]
