"""References as they are printed, and what a finding says."""

from dataclasses import replace

from models.enums import ItemKind, Section
from tests.domain.checks.complete import FACTS, promise
from webapp.domain.checks.finding import about, ask

ROWS = [promise(number=number) for number in (2, 5)]


def test_items_go_by_their_printed_reference_where_the_code_is_known():
    assert FACTS.reference(ItemKind.RISK, 4) == "L-R4"
    assert replace(FACTS, code="").reference(ItemKind.RISK, 4) == "R4"


def test_a_whole_register_is_named_in_short():
    assert FACTS.references(ItemKind.MILESTONE, ROWS, among=3) == "L-M2 and L-M5"
    assert FACTS.references(ItemKind.MILESTONE, ROWS, among=2) == "all two"
    assert FACTS.references(ItemKind.MILESTONE, ROWS[:1], among=1) == "L-M2"


def test_what_a_finding_is_about_does_not_change_with_titles():
    assert about(ItemKind.MILESTONE, 2, 5) == "M2 M5"


def test_the_fact_of_a_finding_asks_for_nothing():
    found = ask("late", Section.RATING, "step", "It is late", "Change it, or explain")
    assert (found.fact, found.request) == ("It is late", "Change it, or explain")
    assert found.message == "It is late. Change it, or explain"
