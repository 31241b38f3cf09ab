"""What setting up a source can be refused for."""


class Refusal(Exception):
    """`field` names what it is about; the text is a sentence that says what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
