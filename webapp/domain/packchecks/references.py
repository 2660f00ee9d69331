"""What the text points to: appendices, paragraphs, recommendations, register items, addresses."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from webapp.domain.checks.prose import words
from webapp.domain.packchecks.finding import Finding, block, decide
from webapp.domain.packchecks.paper import Paper, Text
from webapp.domain.wording import listing

CLEARLY = 2
"""Words that a sentence must share more with another title, before it is held to mean that one."""

# A reference to a piece of another paper says which: "paragraph 4 of Schedule 12A".
_OF_ANOTHER = r"(?!\d|[./]\d|\s+(?:of|to|in|from)\s+(?:the\s+|its\s+|that\s+|our\s+)?[A-Z])"
_APPENDIX = re.compile(rf"\b[Aa]ppendix\s+(?P<label>[A-Z]{{1,2}}|\d{{1,2}})\b{_OF_ANOTHER}")
_PARAGRAPH = re.compile(rf"\b[Pp]aragraph\s+(?P<label>\d{{1,2}}\.\d{{1,2}})\b{_OF_ANOTHER}")
_RECOMMENDATION = re.compile(rf"\b[Rr]ecommendation\s+(?P<label>[A-Z]{{1,2}})\b{_OF_ANOTHER}")
_ITEM = re.compile(r"(?<![\w-])(?P<label>(?P<code>[A-Z]{1,6})-[MRI]\d{1,3})\b")
_LINK = re.compile(r"\[(?P<title>[^\[\]]+)\]\((?P<target>[^()\s]*)\)")
_TARGET = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)


def dangling(paper: Paper) -> Iterator[Finding]:
    """Block a reference in the paper's own text to something it does not have.

    In a text that a sponsor approved it is asked about: those who issue cannot mend it.
    """
    kinds: tuple[tuple[str, re.Pattern[str], Collection[str]], ...] = (
        ("appendix", _APPENDIX, set(paper.appendices)),
        ("paragraph", _PARAGRAPH, paper.paragraphs),
        ("recommendation", _RECOMMENDATION, paper.recommendations),
    )
    for text, sentence in paper.said():
        for kind, pattern, there in kinds:
            for match in pattern.finditer(sentence):
                if match["label"] not in there:
                    yield _missing(text, sentence, match, f"cited-{kind}", kind, there)
        for match in _ITEM.finditer(sentence):
            if match["code"] in paper.codes and match["label"] not in paper.items:
                yield _missing(text, sentence, match, "cited-item", "entry", set())


def _missing(
    text: Text, sentence: str, match: re.Match[str], code: str, kind: str, there: Collection[str]
) -> Finding:
    """Return the finding about a reference to nothing."""
    make: Callable[..., Finding] = block if text.own else decide
    return make(
        code,
        text.where,
        f"The text points to “{match[0]}”, and there is no such {kind} in this paper",
        "Put the reference right" if text.own else "Put it right, or accept it with a reason",
        text.evidence(sentence, match.start()),
        *((f"There: {listing(sorted(there))}",) if there else ()),
        about=match[0].casefold(),
    )


def other_appendix(paper: Paper) -> Iterator[Finding]:
    """Ask about a sentence that cites one appendix and speaks of what another one is called.

    Two things under one letter look the same: the other sentence that cites it is shown.
    """
    weighty = {label: _weighty(title, paper) for label, title in paper.appendices.items()}
    citing = [
        (text, sentence, match)
        for text, sentence in paper.said()
        for match in _APPENDIX.finditer(sentence)
    ]
    cited: dict[str, list[str]] = defaultdict(list)
    for text, sentence, match in citing:
        cited[match["label"]].append(text.evidence(sentence, match.start()))
    for text, sentence, match in citing:
        label, said = match["label"], set(words(sentence))
        if label not in weighty:
            continue
        shared = {other: len(said & title) for other, title in weighty.items()}
        best = max(shared, key=lambda other: shared[other])
        others = {other["label"] for other in _APPENDIX.finditer(sentence)}
        if best not in others and shared[best] >= shared[label] + CLEARLY:
            here = text.evidence(sentence, match.start())
            yield decide(
                "appendix-differs",
                text.where,
                f"The text speaks of “{paper.appendices[best]}” and calls it appendix {label}. "
                f"It is listed as appendix {best}",
                "Put the reference right, or accept it with a reason",
                here,
                *(other for other in cited[label] if other != here),
                f"Listed as {label}: “{paper.appendices[label]}”",
                f"Listed as {best}: “{paper.appendices[best]}”",
                about=f"{label} {best}",
            )


def _weighty(title: str, paper: Paper) -> set[str]:
    """Return the words of a title that tell it from the titles of the other appendices."""
    others = [set(words(other)) for other in paper.appendices.values() if other != title]
    return {
        word
        for word in words(title)
        if len(word) > 3 and sum(word in other for other in others) < 2
    }


def same_title(paper: Paper) -> Iterator[Finding]:
    """Ask about one title in the list of appendices twice."""
    listed: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for label, title in paper.appendices.items():
        listed[tuple(words(title))].append(label)
    for labels in listed.values():
        if len(labels) > 1:
            yield decide(
                "appendix-twice",
                "appendices",
                f"“{paper.appendices[labels[0]]}” is listed as appendix {listing(labels)}",
                "Take one away, tell them apart, or accept it with a reason",
                about=" ".join(labels),
            )


def links(paper: Paper) -> Iterator[Finding]:
    """Block a link that leads nowhere."""
    for text in paper.own:
        for match in _LINK.finditer(text.text):
            if not _TARGET.match(match["target"]):
                yield _lost(text.where, match["title"], match["target"])
    for title, target in paper.links.items():
        if target and not _TARGET.match(target):
            yield _lost("papers", title, target)


def _lost(where: str, title: str, target: str) -> Finding:
    return block(
        "link-lost",
        where,
        f"The link “{title}” leads nowhere",
        "Give its whole address, or take the link away",
        f"Address: “{target}”",
        about=title.casefold(),
    )
