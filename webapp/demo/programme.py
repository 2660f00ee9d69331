"""The programme of the demonstration: its organisation, phases, workstreams and overviews."""

from webapp.demo import assurance, buying, culture, delivery, partners
from webapp.demo.months import Months
from webapp.demo.story import Story, prose

ORGANISATION = "Wenmoor and Alderness Combined Authority"
SLUG = "improvement-programme"
NAME = "Improvement Programme"
PURPOSE = prose("""
    Wenmoor and Alderness needs a combined authority that decides well, buys well, delivers what it
    announces and is trusted by its partners and its own staff. The programme answers a review by
    government and the findings of the external auditor.
""")
PMO_SUPPORT = "Programme Office"
SCALE_NAME = "Confidence in delivery"
SCALE_INTRODUCTION = prose("""
    Each workstream is rated on one scale. The lead proposes a rating, the sponsor confirms or
    changes it, and the Improvement Group agrees it. A rating is a judgement about whether the
    outcomes will be reached by the agreed date; it is never calculated.
""")

STORIES: tuple[Story, ...] = (
    assurance.STORY,
    buying.STORY,
    delivery.STORY,
    partners.STORY,
    culture.STORY,
)

REVIEW = "Government review, expectation {}"
AUDITOR = "External auditor’s report, finding {}"
CONCERNS: tuple[tuple[str, str, str, str], ...] = (
    (
        "Decisions of the Board rest on evidence and are written down",
        REVIEW.format(1),
        prose("""
            Money was promised before proposals were tested, and reasons for decisions could not be
            found afterwards.
        """),
        "A",
    ),
    (
        "Contracts are known, in date and good value",
        AUDITOR.format(2),
        "There is **no complete list** of contracts, and some went on after they had ended.",
        "B A",
    ),
    (
        "Projects finish when and for what was announced",
        REVIEW.format(2),
        "Reports on projects disagree with one another, and slips come to light too late.",
        "P",
    ),
    (
        "Partners and staff can trust the authority",
        REVIEW.format(4),
        "Councils feel told rather than asked, and staff do not feel safe to report wrongdoing.",
        "W C",
    ),
    (
        "Residents can follow what the authority does with public money",
        REVIEW.format(5),
        "Published figures are hard to find and hard to read.",
        "",
    ),
)
"""What the programme must answer: title, source, words, and codes of those who answer it."""

ACRONYMS: dict[str, str] = {
    "DfT": "Department for Transport",
    "FTE": "Full-time equivalent: the hours of one person who works all week",
    "HR": "Human resources",
    "ITT": "Invitation to tender",
    "SME": "Small or medium-sized enterprise",
}
"""What the acronyms in its texts stand for."""

FIRST_PHASE = "Steadying the organisation"
FIRST_SUMMARY = "Six areas that could not wait, put right in the first ten months."
FIRST_AREAS: tuple[tuple[str, str, str], ...] = (
    ("1A", "Direction", "A short statement of what the authority is for, and what it is not."),
    ("1B", "Money", "A three-year financial plan that does not lean on reserves."),
    ("1C", "Transport", "A single transport plan to replace four that disagreed."),
    ("1D", "Leadership", "Interim directors in every post, with clear duties."),
    ("1E", "Board meetings", "Agendas set a month ahead and meetings that end with decisions."),
    ("1F", "Public voice", "One team that answers residents, members and the press."),
)
SECOND_PHASE = "Building good habits"
SECOND_SUMMARY = "Five workstreams that turn urgent repairs into the way work is done every day."
THIRD_PHASE = "Improving by ourselves"
THIRD_SUMMARY = "An outline. Three themes carry on what remains once outside oversight has ended."
THIRD_THEMES: tuple[tuple[str, str, str], ...] = (
    ("3A", "Learning from results", "Benefits are measured, and lessons change the next project."),
    ("3B", "Residents first", "Services are shaped with the people who use them."),
    ("3C", "A stronger voice for the area", "A case to government that all partners stand behind."),
)

PREPARATION_MONTHS = 12
"""Months between the start of the first phase and the start of the second."""
FIRST_PHASE_MONTHS = 10
SECOND_PHASE_MONTHS = 14


def overview_first(when: Months) -> str:
    """Return the director's overview of the first period."""
    return prose(f"""
        This is the first report of the second phase. The first dealt with what was urgent; this one
        is about habits, and habits are slower. I have asked every workstream to report what is
        true today, even where it makes for uncomfortable reading.

        Three things are better than they were in {when[-1].name}. Proposals are tested before money
        is promised. Finance and delivery work from one list of 46 projects. And 58 partners told us
        frankly what it is like to work with us, which is where **Working with partners** earns its
        Green.

        Two things worry me. Only 29 per cent of staff would feel safe to report wrongdoing, and the
        speak-up line that should change this has slipped; **People and culture** is rightly rated
        Amber/Red. And we do not yet have a full list of our contracts, so we cannot say which of
        them are about to end.

        I ask the Improvement Group to look closely at those two workstreams, and to support the
        sponsors in asking for the missing contract lists before the next report.
    """)


def overview_second(when: Months) -> str:
    """Return the director's overview of the second period."""
    return prose(f"""
        Two workstreams have improved since {when[1].name} and two have gone the other way. I would
        rather report both than an average.

        **Assurance and decision making** reaches Green: the Board adopted the assurance route on
        {when[3].said(18)}, and six proposals have been through it. **People and culture** rises to
        Amber: the speak-up line opened on the day we promised, and it is being used.

        **Buying and contracts** falls to Amber/Red. The contract register is complete at last, and
        it shows nine contracts that end within six months with nothing to follow them. The sponsor
        changed the rating that the lead had proposed, and gives the reason in this report.
        **Working with partners** falls to Green/Amber because one of four councils has not signed
        the partnership agreement.

        In **Programme delivery** 38 of 41 projects now report on time, and its reviews have found
        that two large projects are £2.6 million short. Lead and sponsor see an improvement. I ask
        the group to judge whether the rating can rise before the money is found.

        I ask the Improvement Group for two more things: support for the market supplement that will
        help to fill the contract manager posts, and patience with the fourth council. A side letter
        is a better answer than a vote.
    """)


def overview_current(when: Months) -> str:
    """Return what the director has noted so far for the period being written."""
    return prose(f"""
        The Board’s decision of {when[5].said(6)} to stop the station access project shows how far
        we have come: a hard choice, made on good evidence, and explained first to those it affects.
    """)


SUMMARIES: tuple[tuple[int, str, str], ...] = (
    (
        4,
        prose("""
            Four of the five workstreams move, but staff do not yet feel safe to report wrongdoing,
            and that is the ground on which all else stands.
        """),
        "- Note the ratings and the reasons for them",
    ),
    (
        3,
        prose("""
            Better than the worst workstream, because the contracts at risk are now known by name
            and each has somebody who answers for it.
        """),
        prose("""
            - Note the ratings and the reasons for them
            - Support the market supplement for the contract manager posts
        """),
    ),
)
"""What the programme director says in the summary of each issued pack: step, reason, requests."""


ACCEPTED = {
    "overall-better-than-worst": prose("""
        The reason does speak of it: the contracts at risk are those of buying and contracts.
    """),
}
"""Why the office issues a pack with what a check asks about, by the code of the check."""
MORE_TIME = prose("""
    The lead is on leave, and nobody else can explain the figures of the staff survey.
""")
"""Why the office gave more time in the period being written."""
OVERVIEWS = (overview_first, overview_second, overview_current)
"""What the programme director writes for each period, oldest first."""
