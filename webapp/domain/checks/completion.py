"""The completion dates: given, not past while work goes on, kept or explained."""

from collections.abc import Iterator
from datetime import date

from models.enums import Section
from webapp.domain.checks import delays
from webapp.domain.checks.days import mentions
from webapp.domain.checks.finding import Facts, Finding, ask
from webapp.domain.checks.prose import narratives
from webapp.domain.content import UpdateContent
from webapp.domain.registers import CLOSED
from webapp.domain.wording import day


def dates(content: UpdateContent, facts: Facts) -> dict[str, date | None]:
    """Return the agreed and the forecast completion date by what they are called."""
    return {"agreed": facts.agreed_on, "forecast": content.forecast_on}


def finished(content: UpdateContent) -> bool:
    """Return whether nothing is left to do: every milestone closed, none planned."""
    return (
        bool(content.milestones)
        and not content.planned
        and all(row.outcome in CLOSED for row in content.milestones)
    )


def past(when: date, facts: Facts) -> bool:
    """Return whether a completion date leaves no time: it is behind us or in this period."""
    return when < facts.on or when <= facts.period_ends_on


def blank(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a completion date that nobody gave; the agreed one is not the lead's to set."""
    if content.forecast_on is None:
        yield ask(
            "no-date",
            Section.RATING,
            "forecast_on",
            "There is no forecast completion date",
            "Give one, or explain why there is none",
            about="forecast",
        )
    if facts.agreed_on is None:
        yield ask(
            "no-date",
            Section.RATING,
            "forecast_on",
            "No completion date has been agreed for this workstream",
            "Ask the programme office to record one, or explain why there is none",
            about="agreed",
        )


def overrun(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a completion date that is past while there is still work to do."""
    if finished(content):
        return
    for name, when in dates(content, facts).items():
        if when and past(when, facts):
            yield ask(
                "date-past",
                Section.RATING,
                "forecast_on",
                f"The {name} completion date is {day(when)}, and work goes on after it",
                "Give a new forecast, or explain"
                if name == "forecast"
                else "Explain, and say when a new date will be agreed",
                f"{name.capitalize()} completion: {day(when)}",
                f"End of the period: {day(facts.period_ends_on)}",
                f"Planned for next period: {len(content.planned)}",
                about=name,
            )


def late(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a forecast later than agreed, or one that moved without a word."""
    forecast, agreed = content.forecast_on, facts.agreed_on
    before = facts.previous.forecast_on if facts.previous else None
    if forecast and agreed and forecast > agreed:
        yield ask(
            "forecast-late",
            Section.RATING,
            "forecast_on",
            f"The forecast is {(forecast - agreed).days} days after the agreed date",
            "Explain what happened and what is being done",
            f"Agreed completion: {day(agreed)}",
            f"Forecast completion: {day(forecast)}",
        )
    elif forecast and before and forecast != before and not _spoken_of(content, forecast):
        yield ask(
            "forecast-moved",
            Section.RATING,
            "forecast_on",
            "The forecast has changed since last period, and nothing in the update says why",
            "Say it in the reason for the rating, or explain",
            f"Last period: {day(before)}",
            f"Now: {day(forecast)}",
        )


def _spoken_of(content: UpdateContent, forecast: date) -> bool:
    """Return whether a text speaks of moved dates, or names the new one."""
    return any(
        delays.spoken_of(passage.text)
        or any(mention.holds(forecast) for mention in mentions(passage.text, forecast))
        for passage in narratives(content)
    )
