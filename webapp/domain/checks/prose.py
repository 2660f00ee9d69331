"""Prose as a check reads it: passages, sentences, short quotations, words that are denied."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from models.enums import ItemKind, Section
from webapp.domain.checks.finding import Facts
from webapp.domain.content import UpdateContent

REMEMBERED = 128
"""Texts kept as sentences, since many rules read the same one."""
LONGEST_QUOTATION = 140
BEFORE = 50
"""Characters of a long sentence kept in front of what it is quoted for."""

LOOKING_BACK = 160
"""Characters of a sentence that may bear on what follows; keeps a text without stops cheap."""

NARRATIVES: dict[str, tuple[Section, str]] = {
    "key_activities": (Section.ACTIVITIES, "Key activities"),
    "engagement": (Section.ENGAGEMENT, "Engagement"),
    "concerns": (Section.CONCERNS, "Concerns and issues"),
    "rationale": (Section.RATING, "Reason for the rating"),
}
"""Fields of free text that are printed: their section and their name on the page."""

_STOP = re.compile(r"(?<=[.!?;]) ")
# A bullet, a number or a heading mark, with what else stands in front of the words.
_MARKED = re.compile(r"[•#]|[-*+] |\d{1,3}[.)] ")
_MARKS = re.compile(r"[*_`#]+")
_FRONT = " >•-+"
_DENIAL = re.compile(
    r"\b(?:no|not|never|without|nor|neither|cannot|avoid\w*|prevent\w*)\b(?:\W+\w+){0,3}\W*$"
    r"|n[’']t\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Passage:
    """A text of an update, the field it was typed in, and what that is called in a sentence."""

    section: Section
    field: str
    name: str
    text: str

    def evidence(self, sentence: str, start: int = 0) -> str:
        """Return where a sentence stands and the sentence, quoted around `start`."""
        return f"{self.name}: {quote(sentence, start)}"


def narratives(content: UpdateContent) -> Iterator[Passage]:
    """Yield the free texts of an update."""
    for field, (section, name) in NARRATIVES.items():
        yield Passage(section, field, name, getattr(content, field))


def passages(content: UpdateContent, facts: Facts) -> Iterator[Passage]:
    """Yield every printed text of an update, the cells of its registers one by one."""
    yield from narratives(content)
    for issue in content.issues:
        name = facts.reference(ItemKind.ISSUE, issue.number)
        for text in (issue.description, issue.action):
            yield Passage(Section.CONCERNS, "issues", name, text)
    for row in content.milestones:
        name = facts.reference(ItemKind.MILESTONE, row.number)
        for text in (row.title, row.note):
            yield Passage(Section.MILESTONES, "milestones", name, text)
    for promise in content.planned:
        name = facts.reference(ItemKind.MILESTONE, promise.number)
        yield Passage(Section.PLANNED, "planned", name, promise.title)
    for risk in content.risks:
        name = facts.reference(ItemKind.RISK, risk.number)
        for text in (risk.description, risk.mitigation):
            yield Passage(Section.RISKS, "risks", name, text)


@lru_cache(maxsize=REMEMBERED)
def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a Markdown text without its marks; headings and items are apart."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        words_of_line = line.split()
        if not words_of_line or _MARKED.match(line.lstrip()):
            parts.append([])
        parts[-1] += words_of_line
        if line.startswith("#"):
            parts.append([])
    return tuple(
        said
        for part in parts
        for sentence in _STOP.split(_MARKS.sub("", " ".join(part)))
        if (said := sentence.strip(_FRONT))
    )


def quote(sentence: str, start: int = 0) -> str:
    """Return a sentence in quotation marks, cut to a few words around `start` when it is long."""
    if len(sentence) <= LONGEST_QUOTATION:
        return f"“{sentence}”"
    left = sentence.find(" ", start - BEFORE) + 1 if start > BEFORE else 0
    cut = sentence[left : left + LONGEST_QUOTATION]
    if left + len(cut) < len(sentence):
        cut = cut.rpartition(" ")[0] or cut
    front = "…" if left else ""
    back = "…" if left + len(cut) < len(sentence) else ""
    return f"“{front}{cut}{back}”"


def before(sentence: str, start: int) -> str:
    """Return the words in front of `start`, as many as a rule looks back."""
    return sentence[max(0, start - LOOKING_BACK) : start]


def denied(sentence: str, start: int) -> bool:
    """Return whether what stands at `start` is denied: "no delay", "not on time"."""
    return _DENIAL.search(before(sentence, start)) is not None


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, so that case, marks and spaces do not count."""
    return re.findall(r"\w+", text.casefold())
