"""What adding or changing a person by hand can be refused for."""


class Refusal(Exception):
    """`code` is one of the problem codes, `field` the field it is about (None: the person);
    `others` are what else is wrong with the same act."""

    def __init__(self, code: str, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.field = field
        self.others: list[Refusal] = []

    def all(self) -> "list[Refusal]":
        return [self, *self.others]
