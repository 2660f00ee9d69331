"""The people of the demonstration: named by their role, all with the same open password."""

from dataclasses import dataclass

from models.enums import Role
from webapp.demo.programme import STORIES

PASSWORD = "open-demonstration"  # noqa: S105 - printed by `flask demo load`, which production refuses
DOMAIN = "wenmoor.example"


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person and the one role they hold, on a workstream where its code is given."""

    name: str
    job_title: str
    mailbox: str
    role: Role
    code: str = ""
    joins_later: bool = False
    """Whether the role is given while the story goes on."""
    chairs: bool = False
    """Whether a reader of a board chairs it."""

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.mailbox}@{DOMAIN}"


LEADS = {
    "A": "Head of Governance",
    "B": "Head of Buying",
    "P": "Head of Delivery",
    "W": "Head of Partnerships",
    "C": "Head of People",
}
SPONSORS = {
    "A": "Director of Law and Governance",
    "B": "Finance Director",
    "P": "Director of Place",
    "W": "Chief Executive",
    "C": "Deputy Chief Executive",
}

SECOND_SPONSOR = Somebody(
    name="Second Sponsor for Programme Delivery",
    job_title="Director of Transport",
    mailbox="second.sponsor.delivery",
    role=Role.SPONSOR,
    code="P",
    joins_later=True,
)
PROGRAMME_PEOPLE: tuple[Somebody, ...] = (
    Somebody(
        name="Programme Office Manager",
        job_title="Improvement Programme",
        mailbox="programme.office",
        role=Role.PMO,
    ),
    Somebody(
        name="Programme Director",
        job_title="Executive Director of Improvement",
        mailbox="programme.director",
        role=Role.DIRECTOR,
    ),
    Somebody(
        name="Chair of the Improvement Group",
        job_title="Member of the Board",
        mailbox="group.chair",
        role=Role.GROUP_CHAIR,
    ),
    Somebody(
        name="Member of the Improvement Group",
        job_title="Council Chief Executive",
        mailbox="group.member",
        role=Role.GROUP_MEMBER,
    ),
    Somebody(
        name="Independent Board Member",
        job_title="Independent Improvement Board",
        mailbox="board.member",
        role=Role.BOARD_READER,
    ),
    Somebody(
        name="Chair of the Independent Board",
        job_title="Independent Improvement Board",
        mailbox="board.chair",
        role=Role.BOARD_READER,
        chairs=True,
    ),
)
ORGANISATION_PEOPLE: tuple[Somebody, ...] = (
    Somebody(name="Auditor", job_title="Internal Audit", mailbox="auditor", role=Role.AUDITOR),
    Somebody(
        name="Administrator",
        job_title="Digital Services",
        mailbox="administrator",
        role=Role.ADMINISTRATOR,
    ),
)


def titled(name: str) -> str:
    """Return a workstream's name as it stands in a person's: "Buying and Contracts"."""
    return " ".join(word if word in {"and", "with"} else word.capitalize() for word in name.split())


def everybody() -> tuple[Somebody, ...]:
    """Return all the people: of the workstreams, the programme and the organisation."""
    leads = tuple(
        Somebody(
            name=f"Lead for {titled(story.name)}",
            job_title=LEADS[story.code],
            mailbox=f"lead.{story.short}",
            role=Role.LEAD,
            code=story.code,
        )
        for story in STORIES
    )
    sponsors = tuple(
        Somebody(
            name=f"Sponsor for {titled(story.name)}",
            job_title=SPONSORS[story.code],
            mailbox=f"sponsor.{story.short}",
            role=Role.SPONSOR,
            code=story.code,
        )
        for story in STORIES
    )
    contributor = Somebody(
        name="Contributor for Buying and Contracts",
        job_title="Contracts Officer",
        mailbox="contributor.buying",
        role=Role.CONTRIBUTOR,
        code="B",
    )
    return (
        *leads,
        contributor,
        *sponsors,
        SECOND_SPONSOR,
        *PROGRAMME_PEOPLE,
        *ORGANISATION_PEOPLE,
    )
