"""A cover report in which everything occurs, and arbitrary ones."""

from datetime import date

from hypothesis import strategies as st

from models.enums import Mark
from webapp.domain.blocks import Rating, Row, Table, cell
from webapp.domain.exempt import Exemption
from webapp.packs.cover.builder import Material, PackFacts
from webapp.packs.cover.content import (
    Appendix,
    BackgroundPaper,
    CoverContent,
    Front,
    FrontLine,
    Paragraph,
    Part,
    Recommendation,
)
from webapp.packs.cover.references import Implication

FRONT = Front(
    committee="Scrutiny committee",
    meets_on=date(2026, 3, 31),
    agenda_item="6",
    title="Improvement programme: progress report",
    report_of=(1, 2),
    lead_member="Leader of the Council",
    voting="To note",
    key_decision=True,
    plan_reference="KD 12",
    lines=(FrontLine("Wards", "All"),),
)
SAMPLE = Paragraph(handle="x", text="Nothing in particular.")
SECRET = Exemption(paragraph=4, reason="Talks with staff go on.")
CONTENT = CoverContent(
    front=FRONT,
    recommendations=(
        Recommendation(handle="r1", text="Note [appendix: report] and [paragraph: p2]."),
        Recommendation(handle="r2", text="Agree the **offer**.", exempt=SECRET),
        Recommendation(handle="r3", text="Thank the officers."),
    ),
    objectives=("Good growth", "Best value"),
    objectives_text="As [paragraph: p2] says.",
    parts=(
        Part(
            handle="s1",
            heading="Purpose",
            paragraphs=(Paragraph(handle="p1", text="To inform.\n\n- One\n- Two\n\nNo more."),),
        ),
        Part(
            handle="s2",
            heading="Proposal",
            paragraphs=(
                Paragraph(handle="p2", heading="Progress", text="All is well.", ratings=True),
                Paragraph(handle="p3", text="The kingfisher offer.", exempt=SECRET),
            ),
        ),
    ),
    appendices=(
        Appendix(handle="letter", title="Letter", author="Auditor", dated=date(2026, 1, 30)),
        Appendix(handle="report", title="Highlight report", pack=True),
        Appendix(handle="offer", title="Offer", exempt=SECRET),
    ),
    papers=(BackgroundPaper(handle="notice", title="Notice", link="https://example.org/a"),),
)
IMPLICATIONS = (
    Implication(
        handle="i1", heading="Financial", text="See [paragraph: p2].", signed="A. Officer, 1 March"
    ),
    Implication(handle="i2", heading="Legal", text="Privileged kingfisher.", exempt=SECRET),
    Implication(handle="i3", heading="Risk", text=""),
)
RATINGS = Table(
    caption="Ratings",
    header=("Workstream", "This period"),
    rows=(Row((cell("G. Governance"), cell(Rating("Green", Mark.GREEN))), "status-g"),),
    widths=(60, 40),
    id="status-table",
)


def material(content: CoverContent = CONTENT, *, edition: int | None = 1) -> Material:
    """Return what a report is printed from."""
    return Material(
        organisation="Westmere Combined Authority",
        programme="Improvement programme",
        content=content,
        implications=IMPLICATIONS,
        people={1: "First Officer, Director", 2: "Second Officer"},
        pack=PackFacts(
            edition="edition 2",
            on=date(2026, 3, 10),
            sha256="a" * 64,
            ratings=RATINGS,
        ),
        prepared_on=date(2026, 3, 11),
        edition=edition,
        replaces="Edition 1, issued on 10 March 2026" if edition and edition > 1 else "",
    )


WORDS = st.text("abc [](){}*-#1.\n", max_size=40)
EXEMPT = st.none() | st.builds(Exemption, paragraph=st.integers(1, 7), reason=st.just("Why."))


@st.composite
def contents(draw: st.DrawFn) -> CoverContent:
    """Draw a report with at least one piece of every kind that can be cited."""
    numbers = iter(range(1, 1_000))
    return CoverContent(
        front=FRONT,
        recommendations=tuple(
            Recommendation(handle=f"r{number}", text=text, exempt=exempt)
            for number, (text, exempt) in enumerate(
                draw(st.lists(st.tuples(WORDS, EXEMPT), min_size=1, max_size=30)), 1
            )
        ),
        parts=tuple(
            Part(
                handle=f"s{number}",
                heading=f"Part {number}",
                paragraphs=tuple(
                    Paragraph(handle=f"p{next(numbers)}", text=text, exempt=exempt)
                    for text, exempt in rows
                ),
            )
            for number, rows in enumerate(
                draw(
                    st.lists(
                        st.lists(st.tuples(WORDS, EXEMPT), min_size=1, max_size=5),
                        min_size=1,
                        max_size=4,
                    )
                ),
                1,
            )
        ),
        appendices=tuple(
            Appendix(handle=f"paper-{number}", title=f"Paper {number}")
            for number in range(draw(st.integers(1, 30)))
        ),
    )
