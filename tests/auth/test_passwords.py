"""Passwords: how they are stored, and which are too easy to guess."""

import pytest

from webapp.auth import passwords
from webapp.auth.browsers import describe

ABOUT = ("Governance lead", "g.lead@westmere.example", "Westmere Combined Authority")


def test_a_password_is_stored_as_argon2id_and_read_back() -> None:
    stored = passwords.hash_password("nine quiet otters")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_right(stored, "nine quiet otters")
    assert not passwords.is_right(stored, "nine quiet otter")
    assert stored != passwords.hash_password("nine quiet otters")


def test_two_spellings_of_one_letter_are_one_password() -> None:
    assert passwords.is_right(passwords.hash_password("cafe\u0301 au lait"), "caf\u00e9 au lait")


def test_without_a_stored_password_none_is_right_and_as_much_is_computed() -> None:
    assert not passwords.is_right(None, "nine quiet otters")
    assert not passwords.is_outdated(passwords._NOBODY)
    assert not passwords.is_right("not a hash", "nine quiet otters")


@pytest.mark.parametrize(
    "password, reason",
    [
        ("elevenchars", "12 characters or more"),
        ("x" * 1001, "1,000 characters or fewer"),
        ("ababababababab", "repeat the same few characters"),
        ("Password123456", "made only of numbers"),
        ("ImprovementBoard2026!", "made only of numbers"),
        ("westmere-authority-1", "made only of numbers"),
        ("governance lead 2026", "made only of numbers"),
        ("qwertyuiop123456", "made only of numbers"),
        ("839201748392", "made only of numbers"),
        ("WaymarkWelcome99", "made only of numbers"),
    ],
)
def test_a_password_that_is_easy_to_guess(password: str, reason: str) -> None:
    said = passwords.why_weak(password, ABOUT)
    assert said is not None
    assert reason in said


@pytest.mark.parametrize(
    "password",
    [
        "nine quiet otters swim home",
        "tram-heron-kettle",
        "Wf7!kQz2pLm9xRt",
        "девять тихих выдр",
        "x7" * 2 + "korvbjqd",
    ],
)
def test_a_password_that_is_good_enough(password: str) -> None:
    assert passwords.why_weak(password, ABOUT) is None


@pytest.mark.parametrize(
    "user_agent, words",
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0 Safari/537.36 Edg/143.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.0", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_in_words(user_agent: str, words: str) -> None:
    assert describe(user_agent) == words
