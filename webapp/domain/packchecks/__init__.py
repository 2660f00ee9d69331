"""What must be right, or accepted with a reason, before a pack or a cover report is issued.

A finding that blocks is wrong beyond doubt and can be mended by those who issue; any other asks
for a decision, which is recorded with its reason. The rules know nothing of any one programme.
"""

from webapp.domain.findings import once
from webapp.domain.packchecks import (
    acronyms,
    activity,
    counts,
    definitions,
    front,
    names,
    overall,
    references,
    sections,
    years,
)
from webapp.domain.packchecks.finding import Finding, Severity, blocking
from webapp.domain.packchecks.paper import Front, Overall, Paper, Text

__all__ = ["Finding", "Front", "Overall", "Paper", "Severity", "Text", "blocking", "find"]

RULES = (
    years.meeting,
    years.front,
    years.title,
    years.signed,
    front.voting,
    front.gaps,
    overall.better_than_worst,
    definitions.of_another_step,
    definitions.paraphrase,
    counts.rated,
    counts.total,
    counts.fewer_rated,
    references.dangling,
    references.other_appendix,
    references.same_title,
    references.links,
    years.impossible,
    years.two_years,
    activity.later,
    activity.future,
    sections.empty,
    sections.said_full,
    names.people,
    names.workstreams,
    names.spelled,
    names.two_short_forms,
    counts.two_nouns,
    activity.month_words,
    years.forms,
    acronyms.unexplained,
    acronyms.twice,
)
"""Every check of a paper; what matters most to a reader comes first."""


def find(paper: Paper) -> tuple[Finding, ...]:
    """Return what is to be mended or accepted; what blocks comes first."""
    found = once(finding for rule in RULES for finding in rule(paper))
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.BLOCK))
