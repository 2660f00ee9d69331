"""Who must approve an update: a place for each sponsor, filled by the sponsor or a deputy.

Every sponsor named must approve (two sponsors: both). A deputy decides in the sponsor's place
between the two days of the appointment, never for longer. Nobody fills a place for an update they
wrote. What a sponsor decided stays decided when somebody else takes their place, and when the
place passes on again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sponsorship:
    """One grant to sponsor a workstream."""

    person_id: int
    name: str
    deputy_for_id: int | None = None
    succeeds_id: int | None = None
    ended: bool = False
    """Whether it gives no authority any more, and only says whose place came to whom."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One approval that is needed: whose it is, and the people who may give it."""

    sponsor_id: int
    sponsor: str
    deciders: Mapping[int, str]
    """Names by person; empty when nobody may, which stops a submission."""


def places(grants: Sequence[Sponsorship], writers: Collection[int]) -> tuple[Place, ...]:
    """Return the approvals an update needs, one for each sponsor, in the order of the grants."""
    in_force = [grant for grant in grants if not grant.ended]
    sponsors = {grant.person_id: grant for grant in in_force if grant.deputy_for_id is None}
    return tuple(
        Place(
            sponsor_id=sponsor.person_id,
            sponsor=sponsor.name,
            deciders={
                grant.person_id: grant.name
                for grant in (
                    sponsor,
                    *(row for row in in_force if row.deputy_for_id == sponsor.person_id),
                )
                if grant.person_id not in writers
            },
        )
        for sponsor in sponsors.values()
    )


def open_places(
    grants: Sequence[Sponsorship], writers: Collection[int], decided: Collection[int]
) -> tuple[Place, ...]:
    """Return the approvals still to be given; `decided` are the sponsors whose place is filled.

    A sponsor who took somebody's place need not repeat what that person decided, nor what anybody
    decided who had the place before. What was decided for somebody who sponsors today is theirs
    alone, whoever else they once passed a place to.
    """
    needed = places(grants, writers)
    sponsors = {place.sponsor_id for place in needed}
    return tuple(
        place
        for place in needed
        if not {place.sponsor_id, *_before(place.sponsor_id, grants) - sponsors} & set(decided)
    )


def _before(person_id: int, grants: Sequence[Sponsorship]) -> set[int]:
    """Return everybody who had a sponsor's place before, however often it was passed on."""
    took: dict[int, set[int]] = defaultdict(set)
    for grant in grants:
        if grant.deputy_for_id is None and grant.succeeds_id is not None:
            took[grant.person_id].add(grant.succeeds_id)
    found, ahead = set[int](), {person_id}
    while ahead:  # each person is looked at once, also where a place came back to somebody
        further = set[int]().union(*(took[one] for one in ahead)) - found
        found |= further
        ahead = further
    return found


def held_by(person_id: int, open_ones: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places that a person may fill, as sponsor or as deputy."""
    return tuple(place for place in open_ones if person_id in place.deciders)


def without_decider(needed: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places nobody may fill; with any of them an update cannot be submitted."""
    return tuple(place for place in needed if not place.deciders)
