"""Passwords: kept as Argon2id, compared in equal time for everybody, and hard enough to guess."""

import re
import secrets
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 1000
FEWEST_DIFFERENT = 5
FEWEST_OWN_LETTERS = 6
COMMON = frozenset(
    (
        "abcdefghijklmnopqrstuvwxyz",
        "admin",
        "april",
        "asdfghjkl",
        "august",
        "authority",
        "autumn",
        "board",
        "changeme",
        "combined",
        "committee",
        "council",
        "december",
        "department",
        "february",
        "friday",
        "governance",
        "group",
        "highlight",
        "iloveyou",
        "improvement",
        "internet",
        "january",
        "july",
        "june",
        "letmein",
        "login",
        "manager",
        "march",
        "minister",
        "monday",
        "november",
        "october",
        "office",
        "officer",
        "passphrase",
        "passw",
        "password",
        "programme",
        "progress",
        "project",
        "public",
        "qwertyuiop",
        "report",
        "reporting",
        "saturday",
        "secret",
        "september",
        "sponsor",
        "spring",
        "summer",
        "sunday",
        "sunshine",
        "thursday",
        "tuesday",
        "update",
        "waymark",
        "wednesday",
        "welcome",
        "winter",
        "workstream",
        "zxcvbnm",
    )
)
"""Words that anybody would try first here."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_urlsafe())
"""Compared with when there is no such person, so that the answer takes as long."""


def _normal(password: str) -> str:
    """Return one spelling of characters that keyboards write differently."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Return what is stored of a password (takes tens of milliseconds on purpose)."""
    return _hasher.hash(_normal(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Return whether the password is the one that was stored; takes as long when none was."""
    try:
        _hasher.verify(password_hash or _NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Return whether it was stored with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def why_weak(password: str, about: Iterable[str] = ()) -> str | None:
    """Return why a new password is too easy to guess, or None.

    `about` are texts an attacker would think of: the person's name, address and organisation.
    """
    if len(password) < SHORTEST:
        return f"New password must be {SHORTEST} characters or more"
    if len(password) > LONGEST:
        return f"New password must be {LONGEST:,} characters or fewer"
    if len(set(password.casefold())) < FEWEST_DIFFERENT:
        return "New password must not repeat the same few characters"
    own = {word for text in about for word in re.findall(r"[^\W\d_]{3,}", text.casefold())}
    left = password.casefold()
    for word in sorted(COMMON | own, key=len, reverse=True):
        left = left.replace(word, " ")
    if sum(character.isalpha() for character in left) < FEWEST_OWN_LETTERS:
        return (
            "New password must not be made only of numbers, your name or words that are easy to "
            "guess here. Three words that have nothing to do with each other work well"
        )
    return None
