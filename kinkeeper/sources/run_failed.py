"""What ends a run as failed."""


class Failure(Exception):
    """`code` is one of those in `outcomes.py`, `detail` what its sentence names; nothing secret."""

    def __init__(self, code: str, **detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
