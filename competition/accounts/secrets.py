"""Tokens and secrets: made with the generator that is passed in, kept only as digests.

A token has 256 random bits, so its SHA-256 is enough; passwords and PINs are hashed by scrypt, two at a time, so that a
rush of sign-ins never takes every thread of the server.
"""

from __future__ import annotations

import base64
import hashlib
import random
import threading
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from competition.accounts.spelling import is_pin, plain_pin, plain_secret

_AT_ONCE = threading.BoundedSemaphore(2)
METHOD = "scrypt:32768:8:1"


@cache
def _nobody() -> str:
    """Checked against when there is no such account, so that the answer takes as long."""
    return generate_password_hash("", METHOD)


def token(rng: random.Random) -> str:
    """A new token of 256 bits, fit for an address."""
    return base64.urlsafe_b64encode(rng.randbytes(32)).decode().rstrip("=")


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def pin(rng: random.Random) -> str:
    """A new PIN of six digits."""
    while not is_pin(drawn := f"{rng.randrange(10**6):06d}"):
        pass
    return drawn


def hashed(secret: str) -> str:
    """What is stored of a password or PIN."""
    with _AT_ONCE:
        return generate_password_hash(plain_secret(secret), METHOD)


def is_password(typed: str, password_hash: str | None) -> bool:
    """Whether this is the password, blanks and all; takes as long when there is none to compare with."""
    return _any_matches((plain_secret(typed), password_hash))


def is_own_pin(typed: str, pin_hash: str | None) -> bool:
    """Whether this is the PIN, however its digits are grouped."""
    return _any_matches((plain_pin(typed), pin_hash))


def is_either(typed: str, password_hash: str | None, pin_hash: str | None) -> bool:
    """Whether this is the password as it stands, or the PIN however its digits are grouped."""
    return _any_matches((plain_secret(typed), password_hash), (plain_pin(typed), pin_hash))


def _any_matches(*pairs: tuple[str, str | None]) -> bool:
    known = [(secret, kept) for secret, kept in pairs if kept]
    with _AT_ONCE:
        found = [check_password_hash(kept, secret) for secret, kept in known or [("", _nobody())]]
    return bool(known) and any(found)
