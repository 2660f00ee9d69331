"""A sponsor's comment beside the update it is about."""

from models.enums import Section
from webapp.domain.checks import claims, narrative, rating
from webapp.domain.checks.finding import Facts, Finding
from webapp.domain.checks.meaning import paraphrased
from webapp.domain.checks.prose import Passage
from webapp.domain.content import UpdateContent
from webapp.domain.findings import once


def of_comment(
    text: str, facts: Facts, content: UpdateContent, *, step: int | None = None
) -> tuple[Finding, ...]:
    """Return what a sponsor's comment says that the update does not.

    `step` is the rating the sponsor confirms, the proposed one unless given. The findings stand
    beside the field "comment" of the decision, in the section of the rating.
    """
    passage = Passage(Section.RATING, "comment", "Comment", text)
    return once(
        (
            *narrative.impossible(passage, facts),
            *narrative.other_end(passage, content, facts),
            *claims.on_time(passage, content, facts),
            *rating.names_another(passage, step or content.step, facts),
            *paraphrased(passage, facts),
        )
    )
