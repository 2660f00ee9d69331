"""What must be right, or explained, before an update is submitted; each finding says where.

A finding that stops can only be mended; any other is mended or explained, and the explanation is
shown to the sponsor. The rules know nothing of any one programme: they compare what an update
says with its own fields, with the period and with the last update.
"""

from dataclasses import replace

from models.enums import Section
from webapp.domain.checks import (
    citations,
    claims,
    completion,
    measures,
    milestones,
    narrative,
    presence,
    promises,
    rating,
    risks,
)
from webapp.domain.checks.comment import of_comment
from webapp.domain.checks.finding import Facts, Finding, Severity, beside, blocking
from webapp.domain.checks.overview import of_overview
from webapp.domain.content import UpdateContent
from webapp.domain.findings import once

__all__ = [
    "Facts",
    "Finding",
    "Severity",
    "beside",
    "blocking",
    "find",
    "of_comment",
    "of_overview",
]

RULES = (
    presence.activities,
    measures.values,
    measures.days,
    milestones.decisions,
    milestones.undated,
    promises.unfinished,
    promises.incomplete,
    promises.early,
    risks.incomplete,
    presence.rating,
    rating.reason,
    rating.registers,
    completion.blank,
    completion.overrun,
    completion.late,
    presence.as_at,
    presence.exemptions,
    claims.no_issues,
    claims.timeliness,
    narrative.days,
    narrative.repeated,
    narrative.meaning,
    citations.milestones,
    citations.lists,
    presence.sponsor,
)
"""Every check of an update; of two findings in one section the rule named first comes first."""


def find(content: UpdateContent, facts: Facts) -> tuple[Finding, ...]:
    """Return what is to be mended or explained, in the order of the sections.

    Each finding carries the lead's explanation, matched by its code and what it is about.
    """
    said = {(given.code, given.about): given.text for given in content.explanations}
    order = list(Section)
    found = once(finding for rule in RULES for finding in rule(content, facts))
    return tuple(
        replace(finding, explanation=said.get(finding.key, ""))
        for finding in sorted(found, key=lambda finding: order.index(finding.section))
    )
