"""What is wrong with one event: it is skipped, and the others arrive."""


class Broken(Exception):
    """`code` is that of a problem, at the property `column`; `detail` fills its sentence."""

    def __init__(
        self, code: str, column: str, value: str = "", *, line: int = 0, **detail: object
    ) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.line = code, column, value, line
        self.detail = detail
