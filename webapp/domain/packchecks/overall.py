"""The overall rating beside the ratings of the workstreams."""

from collections.abc import Iterator

from webapp.domain.checks.labels import named
from webapp.domain.checks.prose import sentences, words
from webapp.domain.packchecks.finding import Finding, block, decide
from webapp.domain.packchecks.paper import Paper
from webapp.domain.wording import listing


def better_than_worst(paper: Paper) -> Iterator[Finding]:
    """Block an overall rating better than its worst part without a reason; ask about a silent one.

    A reason speaks of it when it names one of the worse workstreams or the rating of one.
    """
    overall = paper.overall
    if overall is None:
        return
    worse = {
        name: step
        for name, step in paper.ratings.items()
        if step is not None and step > overall.step
    }
    if not worse:
        return
    label = paper.steps[overall.step]
    names = sorted(worse, key=lambda name: (-worse[name], name))
    evidence = (
        f"Overall: {label}",
        *(f"{name}: {paper.steps[worse[name]]}" for name in names),
    )
    about = " ".join(f"{name}={worse[name]}" for name in names)
    if not overall.reason.strip():
        yield block(
            "overall-without-reason",
            overall.where,
            f"The overall rating is {label}, better than {listing(names)}, and no reason is given",
            "Give the reason, or change the overall rating",
            *evidence,
            about=about,
        )
    elif not _speaks_of(overall.reason, worse, paper):
        yield decide(
            "overall-better-than-worst",
            overall.where,
            f"The overall rating is {label}, and its reason does not speak of what is rated worse: "
            f"{listing(names)}",
            "Say why the overall rating still holds, change it, or accept it with a reason",
            *evidence,
            about=about,
        )


def _speaks_of(reason: str, worse: dict[str, int], paper: Paper) -> bool:
    """Return whether a reason names a workstream that is rated worse, or its rating."""
    said = f" {' '.join(words(reason))} "
    if any(f" {' '.join(words(name))} " in said for name in worse):
        return True
    steps = set(worse.values())
    return any(
        mention.step in steps
        for sentence in sentences(reason)
        for mention in named(sentence, paper.steps)
    )
