"""How the model reads a file: whom each row means, what is left out, what is asked and written."""

import itertools
from dataclasses import dataclass

from tests.intake.model import Asked, Books, Human

NOTHING = {"", "-", "NULL"}
CLAIMS = ("no", "unknown", "yes")  # the most cautious first


@dataclass(frozen=True)
class Row:
    key: str
    username: str
    name: str
    child: str = ""
    custody: str = "yes"
    called: str = ""  # the child's name, where the file has no keys of children

    def tidy(self) -> "Row":
        """K33: a placeholder is no value."""
        cells = ("" if cell in NOTHING else cell for cell in (self.key, self.username, self.child))
        key, username, child = cells
        return Row(key, username, self.name, child, self.custody, self.called)


@dataclass
class Said:
    """A row, and whom it means: somebody here, or a text that is the same for rows of somebody new.
    `led`: a former key or name led there; `gives`: it would give a key (K32)."""

    row: Row
    who: "Human | str | None"
    wrong: bool = False
    led: bool = False
    by_former_key: bool = False
    gives: bool = False


class Model(Books):
    def read(self, rows: list[Row], profile: str, match_on: str | None) -> None:
        said = [self._means(row.tidy(), profile, match_on) for row in rows]
        if match_on is None:
            self._join(said)
        else:
            self._one_key_two_people(said)
        for each in said:  # K4: out of the trash by nobody, and never another profile
            if isinstance(each.who, Human):
                each.wrong |= each.who.trashed or each.who.profile != profile
        groups = self._groups(said)
        self._leave_out(groups)
        good = [group for group in groups if not group[0].wrong]
        in_file = {each.row.key for group in good for each in group if each.row.key} - {""}
        asked = [group for group in good if self._ask(group)]
        written = [group for group in good if group not in asked]
        people = [(self._write(group, profile), group) for group in written]
        for human, _group in people:  # a file that says who it is settles what was asked
            self.asked = [each for each in self.asked if each.who is not human or each.answer]
        if profile == "pupil":
            for human, _group in people:
                self.arrive(human)
        else:
            self._relationships(people, in_file)
            self._descriptions(people)

    def _leave_out(self, groups: list[list[Said]]) -> None:
        for judge in (self._disagree, self._whose_names):
            for group in groups:
                judge(group)
        for group in groups:  # what is wrong with one row of somebody is wrong with all (K9)
            wrong = any(each.wrong for each in group)
            for each in group:
                each.wrong = wrong
        self._want_one_username(groups)

    def _means(self, row: Row, profile: str, match_on: str | None) -> Said:
        owner, key_former = self.by_key(row.key) if row.key else (None, False)
        named, name_former = self.by_username(row.username) if row.username else (None, False)
        if match_on == "username":
            return self._named(row, profile, (owner, key_former), (named, name_former))
        if not row.key:
            if not row.username:
                return Said(row, None, wrong=True)
            return Said(row, named or f"user:{row.username}", led=name_former)
        if owner is not None:
            former = key_former and self._a_hand_took(row.key)
            return Said(row, owner, led=key_former, by_former_key=former)
        if named is not None:
            if not (named.trashed or named.key or name_former) and named.name == row.name:
                return Said(row, named, gives=True)  # K32: a keyless person found
            return Said(row, f"key:{row.key}", wrong=True)  # K4
        return Said(row, f"key:{row.key}")

    def _named(
        self,
        row: Row,
        profile: str,
        by_key: tuple[Human | None, bool],
        by_name: tuple[Human | None, bool],
    ) -> Said:
        (owner, _key_former), (who, former) = by_key, by_name
        if not row.username:
            return Said(row, None, wrong=True)
        means: Human | str = who or f"user:{row.username}"
        if not row.key:
            return Said(row, means, led=former)
        if who is None or (not who.key and not who.trashed):
            pupil = self.retired(row.key, profile)
            if pupil is not None and pupil is not who:
                return Said(row, pupil, led=True, by_former_key=True, gives=True)
        if owner is not None and owner is who:
            own_former = who.key != row.key
            hand = own_former and self._a_hand_took(row.key)
            return Said(row, who, led=own_former, by_former_key=hand)
        if owner is not None:
            return Said(row, means, wrong=True)
        if who is not None and who.key:
            return Said(row, who, wrong=True)  # K1: an import never changes a key
        gives = who is not None and who.profile == profile and not who.trashed
        return Said(row, means, gives=gives)

    def _a_hand_took(self, key: str) -> bool:
        return any(key in human.former for human in self.humans)

    def _join(self, said: list[Said]) -> None:
        """K5: a username alone means whom another row gives key and username."""
        for each in said:
            if each.row.key or not isinstance(each.who, str):
                continue
            others = [
                other for other in said if other.row.key and other.row.username == each.row.username
            ]
            if others and all(other.who == others[0].who for other in others):
                each.who = others[0].who

    def _one_key_two_people(self, said: list[Said]) -> None:
        for each in said:
            same = [other.who for other in said if other.row.key == each.row.key]
            if each.row.key and any(other != same[0] for other in same):
                each.wrong = True

    def _groups(self, said: list[Said]) -> list[list[Said]]:
        groups: list[list[Said]] = []
        for each in said:
            group = next((group for group in groups if group[0].who == each.who), None)
            if each.who is None or group is None:
                groups.append([each])
            else:
                group.append(each)
        return groups

    def _disagree(self, group: list[Said]) -> None:
        """K5. Under a former name a row speaks of children alone."""
        loud = [each for each in group if not each.led]
        for one, other in itertools.combinations(loud, 2):
            relationships = ((one.row.key, other.row.key), (one.row.username, other.row.username))
            if one.row.name != other.row.name or any(a and b and a != b for a, b in relationships):
                for each in group:
                    each.wrong = True

    def _names(self, human: Human, *, led: bool) -> set[str]:
        merged = {other.name for other in self.humans if other.into is human}
        return {human.name} | (merged if led else set())

    def _doubts(self, each: Said) -> bool:
        human = each.who
        if not isinstance(human, Human):
            return False
        return each.gives or each.row.name not in self._names(human, led=each.led)

    def _answer(self, each: Said) -> str | None:
        """K32: what somebody decided, empty while it is asked, None where it never was."""
        assert isinstance(each.who, Human)
        keyless = each.gives and not each.by_former_key
        about = (each.who.name, each.row.name, keyless)
        found = [
            asked.answer
            for asked in self.asked
            if asked.who is each.who
            and asked.about == about
            and asked.key_led == each.by_former_key
            and asked.answer != "moved"
        ]
        return "" if "" in found else found[-1] if found else None

    def _whose_names(self, group: list[Said]) -> None:
        for each in group:
            if not each.wrong and self._doubts(each) and self._answer(each) in {"other", "kept"}:
                each.wrong = True

    def _want_one_username(self, groups: list[list[Said]]) -> None:
        new = [group for group in groups if isinstance(group[0].who, str) and not group[0].wrong]
        names = [[each.row.username for each in group if each.row.username] for group in new]
        wants = [found[0] if found else "" for found in names]
        for group, wanted in zip(new, wants, strict=True):
            if wanted and wants.count(wanted) > 1:
                for each in group:
                    each.wrong = True

    def _ask(self, group: list[Said]) -> bool:
        """K32, K34: nothing changes and nothing connects until somebody has decided. Of several
        things that the rows say of one person one is asked after the other; which first, the rules
        leave open."""
        open_ = [each for each in group if self._doubts(each) and self._answer(each) in {"", None}]
        if open_ and all(self._answer(each) is None for each in open_):
            may = [self._question(each, group) for each in open_]
            self.asked += [each for each in may if self.choose(each)][:1] or may[:1]
        return bool(open_)

    def _question(self, each: Said, group: list[Said]) -> Asked:
        assert isinstance(each.who, Human)
        keyless = each.gives and not each.by_former_key
        keys = [each.row.key] if each.led else [other.row.key for other in group if other.row.key]
        key = keys[0] if keys else each.who.key
        about = (each.who.name, each.row.name, keyless)
        return Asked(each.who, about, key, each.by_former_key)

    def _write(self, group: list[Said], profile: str) -> Human:
        who, loud = group[0].who, [each.row for each in group if not each.led]
        key = next((row.key for row in loud if row.key), "")
        if not isinstance(who, Human):
            username = next((row.username for row in loud if row.username), "")
            who = Human(len(self.humans), profile, key, username, loud[0].name)
            self.humans.append(who)
        elif loud:
            who.key = who.key or key
            if not who.named_by_hand:
                who.name = loud[0].name
        return who

    # Relationships and pending relationships.

    def _relationships(self, people: list[tuple[Human, list[Said]]], in_file: set[str]) -> None:
        found: dict[tuple[int, int], list[str]] = {}
        pendings: dict[tuple[int, str], list[str]] = {}
        rows = [(parent, each.row) for parent, group in people for each in group if each.row.child]
        for parent, row in rows:
            key, claim = row.child, row.custody or "unknown"
            child, _former = self.by_key(key)
            if child is None or child.trashed:
                if key not in in_file:  # K8: the file's own adults are nobody's children
                    pendings.setdefault((parent.number, key), []).append(claim)
            elif child.profile == "pupil":
                if claim == "yes" and self._in_doubt(child, key):
                    claim = "unknown"
                found.setdefault((parent.number, child.number), []).append(claim)
                self.pendings.pop((parent.number, key), None)
        for relationship, claims in found.items():
            self.connect(relationship, min(claims, key=CLAIMS.index))
        for pending, claims in pendings.items():
            self.pendings[pending] = self.pendings.get(pending, True) and set(claims) == {"yes"}

    def _descriptions(self, people: list[tuple[Human, list[Said]]]) -> None:
        """K26, K29: one alone who fits is proposed, unless the parent has a child who does. It
        connects nobody, and lowers nobody but by what it denies."""
        found: dict[tuple[int, int], set[bool]] = {}
        rows = [(parent, each.row) for parent, group in people for each in group if each.row.called]
        for parent, row in rows:
            fitting = [
                (parent.number, human.number)
                for human in self.humans
                if human.profile == "pupil" and not human.trashed and human.name == row.called
            ]
            known = [each for each in fitting if self._is_open(each)]
            for relationship in known or (fitting if len(fitting) == 1 else []):
                found.setdefault(relationship, set()).add(row.custody == "no")
        for relationship, denied in found.items():
            self.connect(relationship, "denied" if True in denied else "unknown")

    def _is_open(self, relationship: tuple[int, int]) -> bool:
        edge = self.edges.get(relationship)
        return edge is not None and edge.state in {"active", "proposed"}

    def _in_doubt(self, child: Human, key: str) -> bool:
        return any(
            each.who is child and each.key == key and each.answer in {"", "other", "kept"}
            for each in self.asked
        )
