"""A paper as its checks read it, pack or cover report: plain values and its texts by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from models.enums import Section
from webapp.domain import checks
from webapp.domain.checks.prose import Passage, sentences


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text of a paper, in Markdown.

    `where` is its place, `name` what that is called in a sentence. `own` is one that those who
    issue the paper can mend; any other was approved by a sponsor and has had its own checks.
    """

    where: str
    name: str
    text: str
    heading: str = ""
    own: bool = True

    @property
    def passage(self) -> Passage:
        """The text as the checks of an update read it, its place as the field."""
        return Passage(Section.RATING, self.where, self.name, self.text)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Its heading and its sentences."""
        return (*((self.heading,) if self.heading else ()), *sentences(self.text))

    def evidence(self, sentence: str, start: int = 0) -> str:
        """Return where a sentence stands and the sentence, quoted around `start`."""
        return self.passage.evidence(sentence, start)


@dataclass(frozen=True, kw_only=True)
class Overall:
    """The rating of the whole programme with its reason, and where it is printed."""

    step: int
    reason: str
    where: str = "summary"


@dataclass(frozen=True, kw_only=True)
class Front:
    """What only a committee report has on its front; `recommendations` are as printed."""

    agenda_item: str
    voting: str
    objectives: int
    recommendations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """All that is compared.

    `ratings` are the steps of the workstreams by name, None without a report; `appendices` are
    titles by letter or number; `paragraphs` and `recommendations` are the numbers and letters in
    print; `items` are references of register items (G-M4), `codes` how those of a workstream
    begin; `people` are names with or without a post; `signed` are days of sign-off by what was
    signed; `links` are addresses by title; `empty` are headings with nothing under them, by place;
    `registers` count the rows of each register by its place and name; `acronyms` is the list that
    explains the acronyms in use, None where no list is printed.
    """

    title: str
    starts_on: date
    ends_on: date
    meeting_on: date | None = None
    steps: Mapping[int, str] = field(default_factory=dict)
    definitions: Mapping[int, str] = field(default_factory=dict)
    ratings: Mapping[str, int | None] = field(default_factory=dict)
    overall: Overall | None = None
    texts: tuple[Text, ...] = ()
    appendices: Mapping[str, str] = field(default_factory=dict)
    paragraphs: frozenset[str] = frozenset()
    recommendations: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    signed: Mapping[str, date] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    empty: Mapping[str, str] = field(default_factory=dict)
    registers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    front: Front | None = None
    acronyms: Mapping[str, str] | None = None

    @property
    def scale(self) -> checks.Facts:
        """What the checks of an update need to read a text of this paper."""
        return checks.Facts(
            period_starts_on=self.starts_on,
            period_ends_on=self.ends_on,
            on=self.meeting_on or self.ends_on,
            steps=self.steps,
            definitions=self.definitions,
        )

    @property
    def own(self) -> tuple[Text, ...]:
        """The texts that those who issue the paper can mend."""
        return tuple(text for text in self.texts if text.own)

    def said(self) -> Iterator[tuple[Text, str]]:
        """Yield every sentence of the paper with the text it stands in."""
        for text in self.texts:
            for sentence in text.sentences:
                yield text, sentence
