"""The one error of the engine: something was refused.

A refusal has a stable ``code`` and parameters, so that a page can say it in the reader's language; its own text is
English, for terminals and logs. It always names the place (a JSON pointer into the file, or a line of a table) and
what was expected.
"""

from __future__ import annotations


class Refused(Exception):
    """An input that the engine will not score, with the place of the fault and what was expected there.

    >>> print(Refused("wrong_type", "/quota", "a whole number", "text '3'"))
    /quota: expected a whole number, found text '3' [wrong_type]
    """

    def __init__(self, code: str, pointer: str, expected: str, found: str, **params: str) -> None:
        super().__init__(code, pointer, expected, found)
        self.code = code
        self.pointer = pointer
        self.expected = expected
        self.found = found
        self._params = params

    @property
    def params(self) -> dict[str, str]:
        """Everything a translated sentence may need, by name."""
        return {"pointer": self.pointer, "expected": self.expected, "found": self.found, **self._params}

    def at(self, place: str) -> Refused:
        """The same refusal told at another place, such as the line of the table the round was made from."""
        return Refused(self.code, place, self.expected, self.found, **self._params)

    def __str__(self) -> str:
        place = self.pointer or "the whole file"
        return f"{place}: expected {self.expected}, found {self.found} [{self.code}]"


class Unsound(UserWarning):
    """What was computed is right by its definition, and its definition is not fit to decide anything."""
