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

from competition.accounts.spelling import is_pin, plain_secret

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


def matches(secret: str, *hashes: str | None) -> bool:
    """Whether the secret is one of those hashed; takes time even when there is none to compare with."""
    known = [each for each in hashes if each]
    with _AT_ONCE:
        found = [check_password_hash(each, plain_secret(secret)) for each in known or [_nobody()]]
    return bool(known) and any(found)
