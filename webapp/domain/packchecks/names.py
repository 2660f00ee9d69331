"""One person, body or workstream under two names, or one name spelled in two ways."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from webapp.domain.checks.prose import words
from webapp.domain.packchecks.acronyms import explanations
from webapp.domain.packchecks.finding import Finding, decide
from webapp.domain.packchecks.paper import Paper, Text
from webapp.domain.wording import listing

LONGEST_NAME = 5
"""Words of a name that is looked for in two spellings."""
SHORTEST = 6
"""Letters of such a name; shorter ones are alike by chance."""
SHORTEST_NAME = 3
"""Letters of a first name that may be told from another by one letter."""

_WORD = re.compile(r"[\w’'&-]*\w")
_PART = re.compile(r"\w+|&")
_GENITIVE = re.compile(r"[’']s?\Z")
_JOINED = re.compile(r"[ ,-]*\Z")


def spelled(paper: Paper) -> Iterator[Finding]:
    """Ask about a name that differs from another only in capitals, spaces or hyphens."""
    forms: dict[str, dict[str, tuple[Text, str, int]]] = defaultdict(dict)
    for text, sentence in paper.said():
        for start, name in _names(sentence):
            plain = " ".join(_GENITIVE.sub("", word) for word in _WORD.findall(name))
            key = re.sub(r"\W", "", plain).casefold()
            if len(key) >= SHORTEST:
                forms[key].setdefault(plain, (text, sentence, start))
    told: set[tuple[frozenset[str], frozenset[str]]] = set()
    for key in sorted((key for key in forms if len(forms[key]) > 1), key=len):
        found = forms[key]
        # A longer phrase around the same difference in the same sentences says nothing new.
        same = (_difference([*found]), frozenset(sentence for _, sentence, _ in found.values()))
        if same in told:
            continue
        told.add(same)
        (first, *_), *_ = found.values()
        yield decide(
            "name-spelled-two-ways",
            first.where,
            f"One name is spelled in several ways: {listing(f'“{name}”' for name in found)}",
            "Use one spelling, or accept it with a reason",
            *(text.evidence(sentence, start) for text, sentence, start in found.values()),
            about=" / ".join(sorted(found)),
        )


def _difference(forms: list[str]) -> frozenset[str]:
    """Return what is left of spellings without the words with which all begin and all end."""
    split = [form.split() for form in forms]
    shortest = min(len(form) for form in split)
    front = next((n for n in range(shortest) if len({form[n] for form in split}) > 1), shortest)
    back = next((n for n in range(shortest) if len({form[-n - 1] for form in split}) > 1), shortest)
    return frozenset(" ".join(form[front : len(form) - back]) for form in split)


def _names(sentence: str) -> Iterator[tuple[int, str]]:
    """Yield phrases that begin and end with a capital letter, with the place where each begins."""
    found = list(_WORD.finditer(sentence))
    for begin, first in enumerate(found):
        if not first[0][0].isupper():
            continue
        end = first.start()
        for last in found[begin : begin + LONGEST_NAME]:
            if not _JOINED.match(sentence[end : last.start()]):
                break
            end = last.end()
            if last[0][0].isupper():
                yield first.start(), sentence[first.start() : end]


def workstreams(paper: Paper) -> Iterator[Finding]:
    """Ask about the words of a workstream's name in another order."""
    said = [(text, sentence, frozenset(_plain(sentence))) for text, sentence in paper.said()]
    for name in paper.ratings:
        own = _plain(name)
        whole = frozenset(own)
        if len(whole) < SHORTEST_NAME:
            continue
        found: dict[str, tuple[Text, str]] = {}
        # Most sentences lack one of the words: the closer look is for the few that have them all.
        for text, sentence in ((text, sentence) for text, sentence, has in said if has >= whole):
            for called, start in _turned(sentence, own):
                found.setdefault(called, (text, text.evidence(sentence, start)))
        if found:
            (first, _), *_ = found.values()
            yield decide(
                "workstream-name-differs",
                first.where,
                f"The workstream “{name}” is called “{next(iter(found))}” in the text",
                "Use its name, or accept it with a reason",
                *(evidence for _, evidence in found.values()),
                about=", ".join(sorted(found)),
            )


def _turned(sentence: str, own: list[str]) -> Iterator[tuple[str, int]]:
    """Yield the words of a name in another order as they stand, and where."""
    parts = [*_PART.finditer(sentence)]
    for start in range(len(parts) - len(own) + 1):
        run = parts[start : start + len(own)]
        called = _plain(" ".join(part[0] for part in run))
        if called != own and sorted(called) == sorted(own):
            yield sentence[run[0].start() : run[-1].end()], run[0].start()


def _plain(text: str) -> list[str]:
    """Return the words of a text, "&" as the word that it stands for."""
    return words(text.replace("&", " and "))


def people(paper: Paper) -> Iterator[Finding]:
    """Ask about a person whose first name is one letter off from a name on record."""
    known = {pair for person in paper.people for pair in _pairs(person)}
    sources = [
        *((text, sentence) for text, sentence in paper.said()),
        *((Text(where="front", name="Front", text=person), person) for person in paper.people),
    ]
    told: set[frozenset[tuple[str, str]]] = set()
    for text, sentence in sources:
        for first, last in _pairs(sentence):
            for other, surname in sorted(known):
                pair = frozenset({(first, last), (other, surname)})
                if last == surname and one_letter_off(first, other) and pair not in told:
                    told.add(pair)
                    yield decide(
                        "person-spelled-two-ways",
                        text.where,
                        f"“{first} {last}” and “{other} {surname}” seem to be one person",
                        "Put the name right, or accept it with a reason",
                        text.evidence(sentence, sentence.find(first)),
                        about=" / ".join(sorted((f"{first} {last}", f"{other} {surname}"))),
                    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield two words in a row that both begin with a capital letter, as a name does."""
    for first, last in pairwise(_WORD.findall(text)):
        if first[0].isupper() and last[0].isupper() and min(len(first), len(last)) >= SHORTEST_NAME:
            yield first, last


def one_letter_off(one: str, other: str) -> bool:
    """Return whether two names differ by one letter, put in, left out or changed."""
    shorter, longer = sorted((one.casefold(), other.casefold()), key=len)
    if shorter == longer or len(longer) - len(shorter) > 1:
        return False
    if len(longer) == len(shorter):
        return sum(a != b for a, b in zip(shorter, longer, strict=True)) == 1
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def two_short_forms(paper: Paper) -> Iterator[Finding]:
    """Ask about two acronyms of one body: the name of one is the end of the other's name."""
    known = explanations(paper)
    first = paper.texts[0].where if paper.texts else ""
    for short, name in known.items():
        for other, longer in known.items():
            one, two = words(name), words(longer)
            if 1 < len(one) < len(two) and two[-len(one) :] == one:
                yield decide(
                    "two-short-forms",
                    first,
                    f"“{short}” and “{other}” seem to be one body",
                    "Use one of them, or accept it with a reason",
                    f"{short} ({name})",
                    f"{other} ({longer})",
                    about=f"{short} {other}",
                )
