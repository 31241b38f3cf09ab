"""What somebody can be refused at a form: a sentence that says what to do next (K24)."""


class Refusal(Exception):
    """`code` is stable and in kebab case; the text is the sentence; `field` is what it is about."""

    def __init__(self, code: str, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.field = field
