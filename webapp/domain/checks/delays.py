"""Words that admit a delay, or something that is in the way."""

import re

from webapp.domain.checks.prose import denied, quote, sentences

_LATER = re.compile(
    r"\b(?:slip(?:s|ped|ping|page)?|delay(?:s|ed|ing)?|postpon\w+|deferred|re-?scheduled|overran"
    r"|(?:pushed|put|moved|set) back|overdue|behind (?:schedule|plan|time)|running late"
    r"|(?:not now|no longer|now not) (?:\w+ ){0,2}(?:until|before|likely|expected|possible|due))\b",
    re.IGNORECASE,
)
_IN_THE_WAY = re.compile(
    r"\b(?:(?:still|remains?|is|are) outstanding|on hold|held up|stalled|blocked|at a standstill"
    r"|(?:issues?|problems?|obstacles?) (?:\w+ ){0,2}(?:need|needs|to be|must|remain|remains"
    r"|have yet|has yet|not yet|still)\b)",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(
    r"\b(?:slip\w*|delay\w*|postpon\w*|defer\w*|overdue|overr[au]n\w*|behind|late|later|miss(?:ed|es)"
    r"|unfinished|longer than|not (?:yet )?(?:done|finished|complete)|brought forward|earlier than"
    r"|forecast\w*|(?:completion|end|target) dates?|dates? (?:\w+ ){0,3}(?:mov|chang)\w*"
    r"|re-?plan\w*|re-?schedul\w*|extend\w*|(?:put|pushed|moved|set) back)\b",
    re.IGNORECASE,
)


def later(text: str) -> str:
    """Return the first words of a text that say something comes later than meant, quoted, or ""."""
    return _first(text, _LATER)


def trouble(text: str) -> str:
    """Return the first words that say something is late or in the way, quoted, or ""."""
    return _first(text, _LATER) or _first(text, _IN_THE_WAY)


def spoken_of(text: str) -> bool:
    """Return whether a text speaks of dates that move at all, in whatever words."""
    return _SPOKEN_OF.search(text) is not None


def _first(text: str, pattern: re.Pattern[str]) -> str:
    """Return the first sentence a pattern is in and not denied, quoted around that place."""
    for sentence in sentences(text):
        for match in pattern.finditer(sentence):
            if not denied(sentence, match.start()):
                return quote(sentence, match.start())
    return ""
