"""What stands in a pack where a workstream has no report: the plain fact of why not."""

from dataclasses import dataclass
from datetime import date

from models.enums import Action, UpdateStatus
from webapp.domain.wording import day, sentence
from webapp.packs.material import Missing

SENT_BACK = {
    Action.SEND_BACK: "by its sponsor",
    Action.REVOKE: "by its sponsor, who had approved it before",
    Action.QUERY: "by the Improvement Group",
    Action.CORRECT: "to be corrected",
}
"""By whom or why an update came back to its lead, by the act that did it."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an update without a report stands, since when, by which act and for what reason."""

    status: UpdateStatus
    since: date
    action: Action | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Closure:
    """The end of a workstream; `merged_into` is the one that goes on with it, as printed."""

    on: date
    reason: str = ""
    merged_into: str = ""


def missing(standing: Standing | None, closure: Closure | None, starts_on: date) -> Missing:
    """Return what is printed in place of a report for a period that began on a day.

    Nothing of what was reported before, nor of a text that nobody approved, is ever in it.
    """
    if closure is not None and (standing is None or closure.on < starts_on):
        plain = _closed(closure, told=False)
        return Missing(sentence=_closed(closure), label="Closed", plain=plain)
    if standing is None:
        return Missing(sentence="No update was asked for in this period.", label="Not asked for")
    fact = _fact(standing)
    if closure is None:
        return fact
    plain = f"{fact.plain or fact.sentence} {_closed(closure, told=False)}"
    return Missing(sentence=f"{fact.sentence} {_closed(closure)}", label=fact.label, plain=plain)


def _fact(standing: Standing) -> Missing:
    """Return what became of an update that was asked for."""
    since = day(standing.since)
    match standing.status:
        case UpdateStatus.NOT_STARTED | UpdateStatus.DRAFT | UpdateStatus.NOT_SUBMITTED:
            return Missing(
                sentence="No update was submitted for this period.", label="Not submitted"
            )
        case UpdateStatus.WITHDRAWN:
            reason = f" Reason given: {_ended(standing.reason)}" if standing.reason else ""
            plain = f"The programme office withdrew the request for this update on {since}."
            return Missing(sentence=f"{plain}{reason}", label="Withdrawn", plain=plain)
        case UpdateStatus.RETURNED:
            by = SENT_BACK.get(standing.action, "") if standing.action else ""
            return Missing(
                sentence=f"The update was sent back {f'{by} ' if by else ''}on {since} and has not "
                "been submitted again.",
                label="Sent back",
            )
        case UpdateStatus.WITH_SPONSOR:
            return Missing(
                sentence=f"An update was submitted on {since}. Its sponsor has not confirmed it.",
                label="With the sponsor",
            )
        case _:
            return Missing(
                sentence=f"An update was approved on {since}, too late for this pack.",
                label="Too late",
            )


def _closed(closure: Closure, *, told: bool = True) -> str:
    """Return when a workstream closed, what goes on with it and, where `told`, why."""
    into = f" and became part of {closure.merged_into}" if closure.merged_into else ""
    reason = f" {_ended(closure.reason)}" if closure.reason and told else ""
    return f"This workstream closed on {day(closure.on)}{into}.{reason}"


def _ended(reason: str) -> str:
    """Return what somebody typed as a sentence of its own."""
    text = sentence(" ".join(reason.split()))
    return text if text.endswith((".", "!", "?")) else f"{text}."
