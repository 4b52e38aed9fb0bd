"""What people type and browsers say: handles, passwords and PINs in their one spelling, and devices in two words.

Standard library only.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

PASSWORD_LENGTH = (8, 128)
SIX_DIGITS = re.compile(r"[0-9]{6}")
BETWEEN_DIGITS = re.compile(r"[\s\-\u2010-\u2015\u2212]")
HANDLE = re.compile(r"[\w][\w.\-]{1,39}")
COMMON = frozenset({"1234567890", "0123456789", "password", "passw0rd", "qwertyuiop", "pingxuan", "woaini1314"})


def plain_handle(typed: str) -> str:
    """A handle in its one spelling: full-width forms, capitals and outer blanks make no other person.

    >>> plain_handle(" ＺＨＡＮＧ.San ")
    'zhang.san'
    """
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def plain_secret(typed: str) -> str:
    """A secret in its one spelling: an input method may type full-width digits.

    >>> plain_secret("１２３456")
    '123456'
    """
    return unicodedata.normalize("NFKC", typed)


def plain_pin(typed: str) -> str:
    """A PIN in its one spelling: a letter prints it in two groups. What is not six digits stays as it was typed.

    >>> plain_pin("671 169"), plain_pin("６７１－１６９"), plain_pin("a long sentence")
    ('671169', '671169', 'a long sentence')
    """
    plain = plain_secret(typed)
    digits = BETWEEN_DIGITS.sub("", plain)
    return digits if SIX_DIGITS.fullmatch(digits) else plain


def is_handle(handle: str) -> bool:
    """Whether it may be a handle: 2 to 40 letters, digits, dots, dashes, underscores.

    >>> [is_handle(h) for h in ("王某", "zhang.san", "a", "a b", "-x")]
    [True, True, False, False, False]
    """
    return HANDLE.fullmatch(handle) is not None


def password_fault(password: str, handle: str) -> str | None:
    """Why this password will not do, as the code of a refusal; None when it will.

    >>> password_fault("short", "wang"), password_fault("a long sentence", "wang")
    ('accounts.password_short', None)
    """
    low, high = PASSWORD_LENGTH
    if len(password) < low:
        return "accounts.password_short"
    if len(password) > high:
        return "accounts.password_long"
    folded = password.casefold()
    if len(set(folded)) < 4 or folded in COMMON or handle in folded:
        return "accounts.password_easy"
    return None


def is_pin(pin: str) -> bool:
    """Whether it may be a PIN: six digits, neither all alike nor counting up or down.

    >>> [is_pin(p) for p in ("482019", "48201", "777777", "123456", "987654")]
    [True, False, False, False, False]
    """
    if SIX_DIGITS.fullmatch(pin) is None:
        return False
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    return steps not in ({0}, {1}, {-1})


# The first mark found names it: Edge calls itself Chrome too, and Chrome calls itself Safari.
BROWSERS = {"MicroMessenger": "WeChat", "Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"HarmonyOS": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
           "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux"}  # fmt: skip


def device_of(user_agent: str) -> str:
    """A device in two words, from what the browser says of itself; empty when it says nothing known.

    >>> device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0")
    'Edge Windows'
    """
    found = (next((name for mark, name in table.items() if mark in user_agent), "") for table in (BROWSERS, SYSTEMS))
    return " ".join(name for name in found if name)
