"""Headings with nothing under them, and registers that are empty where a text says otherwise."""

import re
from collections.abc import Iterator

from webapp.domain.packchecks.finding import Finding, decide
from webapp.domain.packchecks.paper import Paper


def empty(paper: Paper) -> Iterator[Finding]:
    """Ask about a heading with nothing under it."""
    for where, heading in paper.empty.items():
        yield decide(
            "empty-section",
            where,
            f"There is nothing under “{heading}”",
            "Write it, take the heading away, or accept it with a reason",
        )


def said_full(paper: Paper) -> Iterator[Finding]:
    """Ask about a text that points to a register of its own part, which has no row."""
    for (where, name), rows in paper.registers.items():
        pattern = re.compile(
            rf"\b{re.escape(name)}\s+(?:\w+\s+){{0,2}}?(?:above|below|(?:set out|listed|described"
            r"|shown|given)\s+(?:above|below|in this report))\b",
            re.IGNORECASE,
        )
        for text in paper.texts if rows == 0 else ():
            for sentence in text.sentences if text.where == where else ():
                if match := pattern.search(sentence):
                    yield decide(
                        "said-to-be-full",
                        where,
                        f"The text points to “{match[0]}”, and there are no {name}",
                        "Put it right, or accept it with a reason",
                        text.evidence(sentence, match.start()),
                        about=match[0].casefold(),
                    )
