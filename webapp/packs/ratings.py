"""Ratings as they are printed: a step, and in words whatever sets it apart."""

from collections import Counter

from webapp.domain.blocks import Inline, Paragraph, Rating, Text, words
from webapp.domain.wording import counted, listing, number, sentence
from webapp.packs.material import Issued, PackData, Report
from webapp.packs.wording import CORRECTED, PROPOSED

Ratings = dict[int, Rating]
"""The steps of the scale by their numbers."""
NO_RATING = "No rating"


def difference(report: Report) -> str:
    """Return in what a rating differs from the one before it, or an empty text when in nothing."""
    by_sponsor = report.confirmed_step not in (None, report.proposed_step)
    by_group = report.agreed and report.agreed.step != (
        report.confirmed_step or report.proposed_step
    )
    if by_sponsor and by_group:
        return "Changed by sponsor and group"
    if by_group:
        return "Changed by the group"
    return "Changed by the sponsor" if by_sponsor else ""


def rated(report: Report, ratings: Ratings) -> Paragraph:
    """Return the rating of a report; one that only its lead gave is marked as proposed."""
    proposed = () if report.confirmed or report.agreed else (Text(f" {PROPOSED}"),)
    return Paragraph((ratings[report.step], *proposed))


def issued(before: Issued | None, ratings: Ratings, *, trend: bool = False) -> Paragraph:
    """Return a rating as it was issued before; a `trend` says which ones were corrected since."""
    if before is None:
        return words(NO_RATING)
    inlines: list[Inline] = [ratings[before.step]]
    if not before.confirmed:
        inlines.append(Text(f" {PROPOSED}"))
    if trend and before.corrected:
        inlines.append(Text(f" {CORRECTED}"))
    return Paragraph(tuple(inlines))


def in_words(data: PackData, ratings: Ratings) -> str:
    """Return how many workstreams have each rating, in words: "four are rated Green"."""
    total = len(data.workstreams)
    if not total:
        return "There are no workstreams in this phase."
    steps = Counter(workstream.step for workstream in data.workstreams)
    parts = [
        f"{number(steps[step])} {'is' if steps[step] == 1 else 'are'} rated {rating.label}"
        for step, rating in sorted(ratings.items())
        if steps[step]
    ]
    if steps[None]:
        parts.append(f"{number(steps[None])} {'has' if steps[None] == 1 else 'have'} no rating")
    return sentence(f"of {counted(total, 'workstream', 'workstreams')}, {listing(parts)}.")
