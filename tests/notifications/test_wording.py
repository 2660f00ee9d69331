"""The words of messages: placeholders from a list and nothing else; every letter says enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.notifications import owed
from webapp.notifications.kinds import DIGEST, KINDS
from webapp.notifications.messages import (
    ADDENDUM_MESSAGES,
    PACK_MESSAGES,
    PERIOD_MESSAGES,
    READING_MESSAGES,
    UPDATE_MESSAGES,
    WORKSTREAM_MESSAGES,
)
from webapp.notifications.wording import (
    EXAMPLES,
    FOLDER,
    LONGEST_BODY,
    LONGEST_SUBJECT,
    Unknown,
    Words,
    ending,
    example,
    faults,
    fill,
    names_in,
    offered,
    titles,
    usual,
)

GOOD = Words("{{ workstream }}", "For {{ period }} by {{ due }}: {{ link }}")
UPDATE, PACK, WORKSTREAM = "update_submit", "pack_review", "workstream_close"


def test_every_kind_has_usual_words_that_an_administrator_could_have_saved() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(KINDS)
    for kind in KINDS:
        assert list(faults(kind, usual(kind))) == [], kind
        assert "What to do: " in usual(kind).body
        assert "By when: " in usual(kind).body


def test_whatever_is_announced_has_words() -> None:
    announced = {
        *(f"update_{action}" for action in UPDATE_MESSAGES),
        *(f"pack_{action}" for action in PACK_MESSAGES),
        *PERIOD_MESSAGES,
        *ADDENDUM_MESSAGES,
        *READING_MESSAGES,
        *(owed.GIVEN, owed.CHANGED, owed.LIFTED, owed.ENDED),
        *WORKSTREAM_MESSAGES,
    }
    assert announced <= set(KINDS)


def test_kinds_differ_in_what_they_say_they_tell() -> None:
    assert len(set(titles().values())) == len(KINDS)


def test_an_example_replaces_every_placeholder_of_every_kind() -> None:
    for kind in KINDS:
        words = usual(kind)
        text = fill(words.subject + words.body, example(kind))
        assert "{" not in text
        assert text.count("https://") == 1
    assert names_in(ending()) == ["from"]


@pytest.mark.parametrize(
    "text, said",
    [
        ("{{ period }}", "P"),
        ("{{period}} and {{  period  }}", "P and P"),
        ("{ period } {period}", "{ period } {period}"),
        ("{% raw %}", "{% raw %}"),
    ],
)
def test_only_double_braces_are_replaced(text: str, said: str) -> None:
    assert fill(text, {"period": "P"}) == said


def test_what_is_put_in_is_not_looked_at_again() -> None:
    values = {"period": "{{ link }}", "link": "{{ period }}"}
    assert fill("{{ period }} {{ link }}", values) == "{{ link }} {{ period }}"


@pytest.mark.parametrize(
    "name", ["workstraem", "period.name", "config", "''.__class__", "link|upper", "7*7", ""]
)
def test_whatever_is_not_in_the_list_is_refused_by_its_name(name: str) -> None:
    text = f"{{{{ {name} }}}}"
    with pytest.raises(Unknown) as caught:
        fill(text, example(UPDATE))
    assert str(caught.value) == name
    found = list(faults(UPDATE, Words(GOOD.subject, GOOD.body + text)))
    assert found == [
        ("body", f"There is no {{{{ {name} }}}} for this message. Use one of the list.")
    ]


@pytest.mark.parametrize(
    "kind, words, field, sentence",
    [
        (UPDATE, Words("S", "{{ period }} {{ due }}"), "body", "Put {{ link }} into the message"),
        (UPDATE, Words("S", GOOD.body + "{{ link }}"), "body", "Put {{ link }} into the message"),
        (UPDATE, Words("S", "{{ period }} {{ link }}"), "body", "Say by when."),
        (UPDATE, Words("S", "{{ due }} {{ link }}"), "body", "Say which period it is about."),
        (UPDATE, Words("{{ link }}", GOOD.body), "subject", "Put {{ link }} into the message, not"),
        (UPDATE, Words("S\nBcc: x", GOOD.body), "subject", "Write the subject in one line."),
        (UPDATE, Words("S" * 151, GOOD.body), "subject", "Use 150 characters or fewer: there are"),
        (UPDATE, Words("S", GOOD.body + "x" * 5000), "body", "Use 5,000 characters or fewer:"),
        (UPDATE, Words("S", GOOD.body + "{{ oops"), "body", "A placeholder is not closed."),
        (UPDATE, Words("S", GOOD.body + "https://a.example"), "body", "Take out the web address."),
        (UPDATE, Words("www.a.example", GOOD.body), "subject", "Take out the web address."),
        (PACK, GOOD, "subject", "There is no {{ workstream }} for this message."),
        (
            WORKSTREAM,
            Words("S", "{{ link }}"),
            "body",
            "Say by when. Put {{ due }} into the message.",
        ),
        (
            WORKSTREAM,
            Words("{{ period }}", "{{ due }} {{ link }}"),
            "subject",
            "There is no {{ period",
        ),
        (DIGEST, Words("S", "{{ link }}"), "body", "Put {{ messages }} into the message"),
        (UPDATE, Words("S", GOOD.body + "{{ messages }}"), "body", "There is no {{ messages }}"),
    ],
)
def test_words_that_will_not_do_are_refused_with_what_to_do(
    kind: str, words: Words, field: str, sentence: str
) -> None:
    ((where, what),) = faults(kind, words)
    assert where == field
    assert what.startswith(sentence)


def test_good_words_pass() -> None:
    assert list(faults(UPDATE, GOOD)) == []
    assert list(faults(UPDATE, Words("{{ period }}", "{{ group_meets }} {{ link }}"))) == []
    assert list(faults(DIGEST, Words("S", "{{ messages }} {{ link }}"))) == []
    assert list(faults(WORKSTREAM, Words("S", "{{ due }} {{ link }}"))) == []
    assert LONGEST_SUBJECT < LONGEST_BODY


@given(st.text(), st.sampled_from(sorted(KINDS)))
def test_any_text_is_either_refused_or_filled(text: str, kind: str) -> None:
    found = list(faults(kind, Words(text, text)))
    if not found:
        raise AssertionError("a text without a link and a date in the subject cannot be fine")
    if set(names_in(text)) <= set(offered(kind)):
        assert "{{ due }}" not in fill(text, dict.fromkeys(EXAMPLES, "x"))


@given(st.text(alphabet="{} linkdue\n", max_size=60))
def test_text_of_braces_never_breaks(text: str) -> None:
    names = names_in(text)
    known = dict.fromkeys(names, "")
    filled = fill(text, known)
    assert len(filled) <= len(text)
