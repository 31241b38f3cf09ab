"""What a hand act on a relationship can be refused for; each is a sentence that says what to do
next."""


class Refusal(Exception):
    """`code` is stable and in kebab case; the text is the sentence."""

    code = "refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


class RelationshipBlocked(Refusal):
    code = "held-back"


class Restricted(Refusal):
    code = "restricted"


class NotAPupil(Refusal):
    code = "child-not-a-pupil"


class NotAnAdult(Refusal):
    code = "parent-is-a-pupil"


class SamePerson(Refusal):
    code = "child-is-parent"


class OwnFamily(Refusal):
    code = "own-family"


class InTrash(Refusal):
    code = "in-trash"


class MergedAway(Refusal):
    code = "merged"


class NotConnected(Refusal):
    code = "not-connected"


class NotBlocked(Refusal):
    code = "not-blocked"


class AlreadyBlocked(Refusal):
    code = "already-blocked"


class SecondNeeded(Refusal):
    code = "second-person"


class NotPending(Refusal):
    code = "not-waiting"


class NotAsked(Refusal):
    code = "not-asked"


class ChangedSince(Refusal):
    code = "changed-since"


class ReasonMissing(Refusal):
    code = "reason-missing"


class BadDays(Refusal):
    code = "bad-days"


class NotSeen(Refusal):
    code = "not-seen"


class NothingSet(Refusal):
    code = "nothing-set"


class NotThePupil(Refusal):
    code = "not-the-pupil"


class NotOfAge(Refusal):
    code = "not-of-age"


class AlreadyContinues(Refusal):
    code = "already-continues"


class DoesNotContinue(Refusal):
    code = "does-not-continue"
