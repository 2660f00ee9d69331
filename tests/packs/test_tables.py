"""The tables of an edition: complete, inert in a spreadsheet, and silent about what is exempt."""

import csv
import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Depth, PackPart
from tests.packs import sample
from tests.packs.test_public import MARKS, MEMBERS, PUBLIC, Said, a_pack, packs
from webapp.domain.content import MeasureValue, Risk, UpdateContent
from webapp.packs.builder import build
from webapp.packs.document import Document
from webapp.packs.renderers import tables

IN_REGISTERS = {"measure", "milestone", "promise", "risk", "issue"}


def read(document: Document) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each table, as a program reads them."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(tables.render(document))) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            assert text.startswith(b"\xef\xbb\xbf")
            rows = csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))
            found[name.removesuffix(".csv")] = list(rows)
    return found


def with_risk(typed: str) -> dict[str, str]:
    """Return the row of a risk that says what was typed."""
    content = UpdateContent(risks=(Risk(number=1, description=typed, owner="Last"),))
    stream = sample.workstream("G", "Governance", report=sample.report(content))
    [row] = read(build(sample.pack(workstreams=(stream,))))["risks"]
    return row


def test_they_say_what_the_edition_says() -> None:
    document = build(sample.pack(edition=1))
    found = read(document)
    assert set(found) == {"edition", "ratings", "milestones", "risks", "issues", "measures"}
    [edition] = found["edition"]
    assert edition["fingerprint"] == document.fingerprint
    assert document.data is not None
    for name, rows in found.items():
        if name != "edition":
            there = msgspec.to_builtins(getattr(document.data, name))
            assert len(rows) == len(there) > 0, name
            for row, said in zip(rows, there, strict=True):
                assert set(row) == set(said)
    printed = [part.label for part in sample.pack().scale.steps]
    assert {row["rating"] for row in found["ratings"]} <= {*printed, ""}


def test_the_same_document_gives_the_same_bytes() -> None:
    assert tables.render(build(sample.pack(edition=1))) == tables.render(
        build(sample.pack(edition=1))
    )


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+44 20",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\uff1d1",
        "=cmd|'/c'!A1",
    ],
)
def test_a_formula_is_inert(typed: str) -> None:
    assert with_risk(typed)["risk"] == f"'{typed}"


@pytest.mark.parametrize("number", ["-2", "-2.50", "-1E+3"])
def test_a_number_below_nought_stays_one(number: str) -> None:
    assert with_risk(number)["risk"] == number


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_comes_out_whole_in_one_cell_and_never_as_a_formula(typed: str) -> None:
    row = with_risk(typed)
    assert row["risk"] in (typed, f"'{typed}")
    if not tables.NUMBER.fullmatch(row["risk"]):
        assert not row["risk"].lstrip(" ").startswith(tables.FORMULA)
    assert row["owner"] == "Last"


def test_no_canary_is_in_public_tables_and_no_other_word_is_missing() -> None:
    for marked in packs():
        said = Said(marked.exempt)
        printed = str(read(build(a_pack(said, PUBLIC))))
        assert [word for word in said.secret if word in printed] == []
        wanted = [
            word
            for word in said.open
            if word[len("sparrow") :].rstrip("z0123456789") in IN_REGISTERS
            and word not in said.meanings.values()  # acronyms are explained in no table
        ]
        missing = [word for word in wanted if word not in printed]
        assert len(missing) <= 1, missing  # who agreed to drop a milestone is not in the tables


def test_members_find_the_paragraph_beside_what_is_exempt() -> None:
    found = read(build(a_pack(Said(set(MARKS)), MEMBERS)))
    for name in ("milestones", "risks", "issues", "measures"):
        assert {row["exempt_paragraph"] for row in found[name]} == {"3"}


def test_a_kind_is_empty_where_the_edition_does_not_print_it() -> None:
    def of(*parts: PackPart, depth: Depth = Depth.FULL) -> dict[str, int]:
        recipe = replace(MEMBERS, parts=parts, depth=depth)
        return {name: len(rows) for name, rows in read(build(sample.pack(recipe=recipe))).items()}

    assert not any({**of(PackPart.SUMMARY), "edition": 0}.values())
    for found, there in (
        (of(PackPart.STATUS), {"ratings"}),
        (of(PackPart.RISKS), {"risks"}),
        (of(PackPart.REPORTS, depth=Depth.SHORT), {"ratings", "milestones", "measures"}),
        (
            of(PackPart.REPORTS),
            {"ratings", "milestones", "risks", "issues", "measures"},
        ),
    ):
        assert {name for name, count in found.items() if count} == {"edition", *there}


def test_owners_are_left_out_where_staff_names_are() -> None:
    document = build(sample.pack(recipe=replace(PUBLIC, staff_names=False)))
    found = read(document)
    assert {row["owner"] for name in ("milestones", "risks", "issues") for row in found[name]} == {
        ""
    }


def test_a_number_is_a_number_and_no_formula() -> None:
    row = MeasureValue(number=1, name="=1", value=Decimal("-2.50"), target=Decimal(3))
    content = UpdateContent(measures=(row,))
    stream = sample.workstream("G", "Governance", report=sample.report(content))
    [said] = read(build(sample.pack(workstreams=(stream,))))["measures"]
    assert (said["measure"], said["value"], said["target"]) == ("'=1", "-2.50", "3")


def test_an_edition_of_the_first_version_has_no_rows_and_still_makes_a_file() -> None:
    document = msgspec.structs.replace(build(sample.pack(edition=1)), data=None)
    assert set(read(document)) == {"edition"}
