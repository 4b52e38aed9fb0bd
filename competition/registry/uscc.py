"""The unified social credit code of GB 32100-2015, and its check digit.

Eighteen characters out of thirty-one: digits and capitals without I, O, S, V and Z, so that none is taken for another.
The last is a check digit over the seventeen before it.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))


def tidy(code: str) -> str:
    """The code as it is stored: no blanks, full-width characters and small letters made plain capitals.

    >>> tidy(" 9135０100 m000100y43 ")
    '91350100M000100Y43'
    """
    plain = (chr(ord(letter) - 0xFEE0) if "！" <= letter <= "～" else letter for letter in code)
    return "".join("".join(plain).split()).upper()


def check_digit(body: str) -> str:
    """The check digit that belongs to the first seventeen characters (GB 32100-2015, 4.5).

    The code in the standard's own example:

    >>> check_digit("91350100M000100Y4")
    '3'
    """
    total = sum(VALUES[letter] * weight for letter, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def fault(code: str) -> str | None:
    """What is wrong with a tidied code: ``length``, ``letter``, ``check_digit``, or None when it is right.

    >>> fault("91350100M000100Y43"), fault("91350100M000100Y44"), fault("9135")
    (None, 'check_digit', 'length')
    """
    if len(code) != LENGTH:
        return "length"
    if not set(code) <= set(ALPHABET):
        return "letter"
    return None if code[-1] == check_digit(code[:-1]) else "check_digit"
