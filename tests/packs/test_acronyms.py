"""The acronyms that a pack uses, as a part of it."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Acronym, Edition, EditionFile, EditionRecipe
from models.enums import Audience, Depth, Direction, Mark, PackPart
from tests.conftest import SignIn
from tests.factories import AT
from tests.packs import sample, stages
from tests.packs.test_builder import said
from tests.world import World, actor_of
from webapp.domain.blocks import (
    Block,
    Break,
    Chart,
    Fact,
    Facts,
    Heading,
    Item,
    ItemList,
    MeasureSeries,
    Note,
    Paragraph,
    Rating,
    Row,
    Table,
    Text,
    cell,
    texts,
    words,
)
from webapp.domain.content import UpdateContent
from webapp.domain.exempt import Exemption
from webapp.domain.recipes import STANDARD
from webapp.packs import actions, checking, contents
from webapp.packs.acronyms import where_first_used
from webapp.packs.builder import build
from webapp.packs.document import Document, Section
from webapp.packs.material import PackData, Report
from webapp.packs.renderers import data

KNOWN = {
    "BVN": "Best Value Notice",
    "DfX": "Department for Examples",
    "abc": "never found in a text",
    "KPI": "Key performance indicator",
    "A&B": "Arts and Books",
}
PLAIN = st.sampled_from(["the", "report", "of", "UK", "Amber", "(", "IV", "and", "12"])
MARK = Exemption(paragraph=3, reason="Prices of the DfX.")


def listed(document: Document) -> list[str] | None:
    """Return the acronyms of a document with what they stand for; None without that part."""
    found = [part for part in document.sections if part.id == "acronyms"]
    return said(found[0].blocks)[1:] if found else None


def pack(content: UpdateContent, recipe: str = "iib", **values: object) -> PackData:
    """Return a pack with one report."""
    stream = sample.workstream("G", "Governance", report=sample.report(content))
    given = {"overview": "", "asks": "", "workstreams": (stream,), "acronyms": KNOWN}
    return sample.pack(recipe=STANDARD[recipe], **(given | values))


def test_those_in_use_are_printed_in_the_order_of_the_alphabet_after_the_scale() -> None:
    built = build(
        pack(UpdateContent(key_activities="The **BVN**s, and an A&B."), asks="See the KPI.")
    )
    assert listed(built) == [
        "A&B | Arts and Books",
        "BVN | Best Value Notice",
        "KPI | Key performance indicator",
    ]
    places = [part.id for part in built.sections]
    assert places.index("acronyms") == places.index("scale") + 1


def test_nothing_is_printed_when_none_is_used_or_none_is_known() -> None:
    assert listed(build(pack(UpdateContent(key_activities="The UK.")))) is None
    assert listed(build(pack(UpdateContent(key_activities="The BVN."), acronyms={}))) is None


def test_a_recipe_without_the_part_prints_none_and_any_place_reads_all_others() -> None:
    used = pack(UpdateContent(key_activities="The BVN."))
    for parts, found in (
        ((PackPart.REPORTS,), None),
        ((PackPart.ACRONYMS, PackPart.REPORTS), ["BVN | Best Value Notice"]),
        ((PackPart.ACRONYMS, PackPart.SCALE), None),
    ):
        recipe = replace(STANDARD["iib"], parts=parts)
        built = build(replace(used, recipe=recipe))
        assert listed(built) == found
        if found:
            assert [part.id for part in built.sections] == ["acronyms", "g"]


def test_the_title_counts() -> None:
    assert listed(build(pack(UpdateContent(), programme="The BVN programme"))) == [
        "BVN | Best Value Notice"
    ]


@given(
    used=st.lists(st.sampled_from([*KNOWN, "MoU", "ZZZ"])),
    known=st.sets(st.sampled_from(sorted(KNOWN))),
    plain=st.lists(PLAIN, min_size=1),
    field=st.sampled_from(["key_activities", "engagement", "concerns", "rationale"]),
)
def test_what_is_listed_is_what_is_used_and_known(
    used: list[str], known: set[str], plain: list[str], field: str
) -> None:
    text = "\n\n".join(f"{' '.join(plain)} and the {name}s came." for name in used)
    content = msgspec.structs.replace(UpdateContent(), **{field: text})
    made = pack(content, acronyms={name: KNOWN[name] for name in known})
    expected = sorted((set(used) & known) - {"abc"}, key=str.casefold)
    rows = listed(build(made)) or []
    assert [row.partition(" | ")[0] for row in rows] == expected
    never = [one for one in checking.find(made) if one.code == "acronym-not-explained"]
    left = set(used) - known - {"abc"}
    assert {name for one in never for name in one.about.split()} == left


@pytest.mark.parametrize("place", ["key_activities", "engagement", "concerns", "rationale"])
@pytest.mark.parametrize("secret", ["The BVN.", "The KPI and the A&B.", "Nothing short."])
def test_a_public_edition_lists_nothing_that_only_exempt_text_uses(place: str, secret: str) -> None:
    def content(text: str) -> UpdateContent:
        said = {"key_activities": "The DfX.", "engagement": "The DfX."}
        marked = {place: text, f"{place}_exempt": MARK}
        return msgspec.structs.replace(UpdateContent(), **(said | marked))

    def public(text: str) -> bytes:
        return data.render(build(pack(content(text), "public", overview_exempt=MARK)))

    assert public(secret) == public("Other words.")
    inside = listed(build(pack(content("The BVN."))))
    assert inside == ["BVN | Best Value Notice", "DfX | Department for Examples"]
    assert listed(build(pack(content("The BVN."), "public"))) == ["DfX | Department for Examples"]


def test_people_left_out_leave_no_acronym() -> None:
    made = pack(UpdateContent())
    (stream,) = made.workstreams
    assert isinstance(stream.report, Report)
    stream = replace(
        stream,
        leads=("Head of the BVN",),
        accountable_lead="Head of the BVN",
        report=replace(stream.report, completed_by="Head of the KPI"),
    )
    for names, found in ((True, ["BVN", "KPI"]), (False, [])):
        recipe = replace(STANDARD["public"], staff_names=names)
        rows = listed(build(replace(made, recipe=recipe, workstreams=(stream,)))) or []
        assert [row.partition(" | ")[0] for row in rows] == found


EVERY: tuple[tuple[Block, list[str]], ...] = (
    (
        Paragraph((Text("B", strong=True), Text("VN"), Break(), Rating("Amber", Mark.AMBER))),
        ["BVN\nAmber"],
    ),
    (Heading(2, "A heading"), ["A heading"]),
    (ItemList((Item((words("One"), words("two")), "1."),)), ["One", "two"]),
    (
        Table("Caption", ("Head",), (Row((cell("Cell"),)),), (100,)),
        ["Caption", "Head", "Cell"],
    ),
    (Facts((Fact("Label", (words("Value"),)),)), ["Label", "Value"]),
    (Note((words("Apart"),)), ["Apart"]),
    (
        Chart("Title", "What it shows.", MeasureSeries("Title", (), direction=Direction.UP)),
        ["Title", "What it shows."],
    ),
)


@pytest.mark.parametrize("block, expected", EVERY)
def test_every_kind_of_block_is_read(block: Block, expected: list[str]) -> None:
    assert list(texts([block])) == expected


@pytest.mark.both_databases
def test_a_pack_is_given_the_list_of_its_programme(session: Session, world: World) -> None:
    session.add(Acronym(programme_id=world.programme.id, name="BVN", stands_for="The notice"))
    session.flush()
    row = stages.fetch(session, world.office, world.pack)
    assert contents.pack_data(session, row, at=AT).acronyms == {"BVN": "The notice"}


PARTS = (
    Section("a", "A. The BVN", 1, (Heading(2, "The BVN"), words("It came."))),
    Section(
        "b",
        "B",
        1,
        (
            ItemList((Item((words("The BVN"), words("and the BVN.")), "1.1"),), ordered=True),
            Table("BVN", ("KPI",), (Row((cell("KPI"),)),), (100,)),
            Paragraph((Text("A "), Text("KPI", strong=True), Break(), Text("(Key one), and KPI."))),
            Paragraph((Text("Some "), Text("A&B", href="/a"), Text(" and (the A&B)."))),
        ),
    ),
)


def test_running_text_says_what_each_stands_for_where_it_is_first_used() -> None:
    first, second = where_first_used(PARTS, KNOWN)
    assert first == PARTS[0], "headings stay as they are"
    assert said(second.blocks) == [
        "The BVN (Best Value Notice)",
        "and the BVN.",
        *said(PARTS[1].blocks[1:3]),
        "Some A&B (Arts and Books) and (the A&B).",
    ]
    assert where_first_used(PARTS, {}) == PARTS


def frozen(session: Session, edition: Edition) -> tuple[str, list[tuple[str, bytes]]]:
    """Return all that an edition is, read anew."""
    session.expire_all()
    rows = session.execute(
        select(EditionFile.sha256, EditionFile.content)
        .where(EditionFile.edition_id == edition.id)
        .order_by(EditionFile.id)
    )
    document = session.scalars(select(Edition.document).where(Edition.id == edition.id)).one()
    return document, [(row.sha256, row.content) for row in rows]


def test_what_an_issued_edition_says_of_acronyms_never_changes(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = Acronym(programme_id=world.programme.id, name="BVN", stands_for="Best Value Notice")
    session.add(row)
    board = stages.board_pack(session, world, "The BVN asks for it.")
    stages.settle(session, world, board)
    edition = actions.issue(session, board, actor_of(session, world.office), at=AT)
    before = frozen(session, edition)
    assert "Best Value Notice" in before[0]
    address = f"/programmes/{world.programme.slug}/acronyms"
    office, reader = sign_in(world.office), sign_in(world.reader)
    form = office.get(address).form("/acronyms")
    office.submit(form, {"acronyms": "BVN: Better Village News"})
    assert session.scalars(select(Acronym.stands_for)).all() == ["Better Village News"]
    assert frozen(session, edition) == before
    page = reader.get(f"/editions/{edition.id}")
    assert "Best Value Notice" in page.main
    assert "Better Village News" not in page.main


def test_the_finding_leads_to_the_list_and_is_settled_there(
    session: Session, world: World, sign_in: SignIn
) -> None:
    board = stages.board_pack(session, world, "The BVN asks for it.")
    office = sign_in(world.office)
    page = office.get(f"/packs/{board.id}/findings")
    assert "One acronym is never explained: BVN" in page.main
    address = f"/programmes/{world.programme.slug}/acronyms"
    assert [href for _, href in page.links if href.endswith("/acronyms")] == [address]
    session.add(Acronym(programme_id=world.programme.id, name="BVN", stands_for="The notice"))
    session.flush()
    page = office.get(f"/packs/{board.id}/findings")
    assert "never explained" not in page.main


def test_a_recipe_without_the_part_leads_to_no_list(
    session: Session, world: World, sign_in: SignIn
) -> None:
    board = stages.board_pack(session, world, "The BVN asks for it.")
    without = tuple(part for part in STANDARD["iib"].parts if part is not PackPart.ACRONYMS)
    session.add(
        EditionRecipe(
            programme_id=world.programme.id,
            slug="iib",
            name="Board",
            audience=Audience.IIB,
            parts=" ".join(without),
            depth=Depth.FULL,
            staff_names=True,
            public=False,
        )
    )
    session.flush()
    page = sign_in(world.office).get(f"/packs/{board.id}/findings")
    assert "One acronym is never explained: BVN" in page.main
    assert [href for _, href in page.links if href.endswith("/acronyms")] == []
