"""What an import means, told once more: a small, slow model of docs/rules.md without any database.

It knows plain tables for the whole site, children named by key or by name and class (all pupils are
in one), and names that are either the very same or quite another's. The rules it follows are named
beside each step. Nothing of the product is imported here: where the two differ, one of them is
wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

CAUTIOUS = ("blocked", "proposed", "active", "ended")


@dataclass(eq=False)
class Human:
    """An account; `into` is whom it was merged into, `former` are keys that a hand took away."""

    number: int
    profile: str
    key: str
    username: str  # empty: whatever the site has made up
    name: str
    trashed: bool = False
    into: "Human | None" = None
    former: set[str] = field(default_factory=set)
    named_by_hand: bool = False


@dataclass
class Edge:
    """`restricted`: proposed in words that only a person lifts (K27)."""

    state: str
    by_hand: bool
    restricted: bool = False


@dataclass(eq=False)
class Asked:
    """`about`: who was here, whom the file named, and whether it would have given a key."""

    who: Human
    about: tuple[str, str, bool]
    key: str
    key_led: bool
    answer: str = ""


class Books:
    """Who is here, who is whose, who waits for whom, and what is asked."""

    def __init__(self) -> None:
        self.humans: list[Human] = []
        self.edges: dict[tuple[int, int], Edge] = {}
        self.pendings: dict[tuple[int, str], bool] = {}
        self.asked: list[Asked] = []
        # of several things that a file says of one person, which was asked
        self.choose: Callable[[Asked], bool] = lambda _asked: True

    # Whom a name leads to.

    def by_key(self, key: str) -> tuple[Human | None, bool]:
        """And whether a former key did: of a merged account, or one that a hand took away."""
        for human in self.humans:
            if human.key == key and human.into is None:
                return human, False
        for human in self.humans:
            if key in human.former or (human.key == key and human.into is not None):
                return human.into or human, True
        return None, False

    def by_username(self, username: str) -> tuple[Human | None, bool]:
        for human in self.humans:
            if human.username == username:
                return human.into or human, human.into is not None
        return None, False

    def retired(self, key: str, profile: str) -> Human | None:
        """K34: whom a key led to until a hand took it, and who may be asked about."""
        for human in self.humans:
            leads = human.into or human
            if key in human.former and leads.profile == profile and not leads.trashed:
                return leads
        return None

    def connect(self, relationship: tuple[int, int], claim: str) -> None:
        """What a file says of a relationship: K15, K26, K27. `denied`: of a child named without a
        key it says that the parent may not see it, in words."""
        edge = self.edges.get(relationship)
        if edge is None or edge.state == "ended":
            state = "active" if claim == "yes" else "proposed"
            self.edges[relationship] = Edge(state, by_hand=False, restricted=claim == "denied")
        elif edge.state == "active" and claim in {"no", "denied"} and not edge.by_hand:
            edge.state, edge.restricted = "proposed", claim == "denied"
        elif edge.state == "proposed" and claim == "yes" and not edge.restricted:
            edge.state = "active"

    def arrive(self, pupil: Human) -> None:
        """K8: whoever waited for one of the pupil's keys is connected, through the block check."""
        keys = {pupil.key, *pupil.former}
        for other in self.humans:
            if other.into is pupil:
                keys |= {other.key, *other.former}
        met: dict[int, list[bool]] = {}
        for parent, key in list(self.pendings):
            if key in keys - {""} and parent != pupil.number:
                met.setdefault(parent, []).append(self.pendings.pop((parent, key)))
        for parent, granted in met.items():
            relationship, edge = (parent, pupil.number), self.edges.get((parent, pupil.number))
            if edge is None or edge.state == "ended":
                self.edges[relationship] = Edge(
                    "active" if all(granted) else "proposed", by_hand=False
                )
            elif edge.state == "active" and not all(granted) and not edge.by_hand:
                edge.state = "proposed"

    # What a hand does.

    def edge(
        self, relationship: tuple[int, int], state: str, *, by_hand: bool | None = None
    ) -> None:
        edge = self.edges.setdefault(relationship, Edge(state, by_hand=False))
        edge.state, edge.restricted = state, False
        edge.by_hand = edge.by_hand if by_hand is None else by_hand

    def rename(self, human: Human, name: str) -> None:
        """A hand that writes what a file had said has answered."""
        human.name, human.named_by_hand = name, True
        self._settle(human)

    def _settle(self, human: Human) -> None:
        """Where a file would give a key, the key answers."""
        self.asked = [
            each
            for each in self.asked
            if each.who is not human
            or each.about[1] != human.name
            or each.answer
            or each.key_led
            or (each.about[2] and not human.key)
        ]

    def led_by(self, key: str) -> Human | None:
        return next((each.into or each for each in self.humans if key in each.former), None)

    def release(self, key: str) -> None:
        for human in self.humans:
            human.former.discard(key)

    def twins(self, asked: Asked) -> list[Asked]:
        return [
            each
            for each in self.asked
            if (each.who, each.about, each.key_led) == (asked.who, asked.about, asked.key_led)
            and not each.answer
        ]

    def rekey(self, pupil: Human, key: str) -> None:
        """K34: the key that goes leads to the pupil for ever."""
        if pupil.key and pupil.key != key:
            pupil.former.add(pupil.key)
        pupil.key = key
        pupil.former.discard(key)
        self._settle(pupil)
        self.arrive(pupil)

    def has_been_given(self, key: str, to: Human) -> bool:
        return any(
            human is not to and (human.key == key or key in human.former) for human in self.humans
        )

    def merge(self, kept: Human, gone: Human) -> None:
        at = 1 if kept.profile == "pupil" else 0
        for relationship in [
            relationship for relationship in self.edges if relationship[at] == gone.number
        ]:
            theirs = self.edges.pop(relationship)
            mine_at = (relationship[0], kept.number) if at else (kept.number, relationship[1])
            self.edges[mine_at] = _joined(self.edges.get(mine_at), theirs)
        self._merge_pendings(kept, gone)
        if not kept.key and gone.key:
            kept.key, gone.key = gone.key, ""
        gone.trashed = True
        for other in self.humans:
            if other is gone or other.into is gone:
                other.into = kept
        for asked in self.asked:
            if asked.who is gone:
                asked.who = kept
        if kept.profile == "pupil":
            self.arrive(kept)

    def _merge_pendings(self, kept: Human, gone: Human) -> None:
        """With the caution of both (K27); nobody waits for oneself."""
        for key in [key for parent, key in self.pendings if parent == gone.number]:
            granted = self.pendings.pop((gone.number, key))
            self.pendings[kept.number, key] = (
                self.pendings.get((kept.number, key), True) and granted
            )
        for key in (kept.key, gone.key):
            self.pendings.pop((kept.number, key), None)


def _joined(kept: Edge | None, gone: Edge) -> Edge:
    if kept is None:
        return gone
    state = min(kept.state, gone.state, key=CAUTIOUS.index)
    sides = [edge for edge in (kept, gone) if edge.state != "ended"] or [kept]
    by_hand = state != "proposed" and any(edge.by_hand for edge in sides)
    restricted = any(edge.restricted for edge in sides if edge.state == "proposed")
    return Edge(state, by_hand, restricted and state == "proposed")
