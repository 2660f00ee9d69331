"""Acronyms as they are found in texts, and lists of them as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.acronyms import (
    MEANING_LIMIT,
    NAME_LIMIT,
    expanded,
    explained,
    names,
    read,
    used,
    written,
)

NAMES = st.sampled_from(["BVN", "DfE", "A&B", "MoU", "SMEs", "PCs", "KPI", "bvn", "I", "UK", "BVn"])
MEANINGS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@pytest.mark.parametrize("text", ["The BDQ (Note: it grew) met.", "Nobody came (BDQ)."])
def test_other_brackets_explain_nothing(text):
    (one,) = used(text)
    assert one.explained is None


@pytest.mark.parametrize(
    "text, found",
    [
        ("The **BVN**s of two DfE’s, a KPI.", {"BVN", "DfE", "KPI"}),
        ("- A&B\n- UK\n- Part IV of A-BC/12", {"A&B"}),
        ("Nobody came.", set()),
    ],
)
def test_names_are_found_once_in_the_singular(text: str, found: set[str]) -> None:
    assert names([text, text]) == found


def test_a_list_is_read_line_by_line() -> None:
    listed = read("BVN: Best Value Notice\n\n  A&B :  one: two \n")
    assert listed.entries == {"BVN": "Best Value Notice", "A&B": "one: two"}
    assert listed.mistakes == ()
    assert written(listed.entries) == "A&B: one: two\nBVN: Best Value Notice"


@pytest.mark.parametrize(
    "line, wrong",
    [
        ("Best Value Notice", "Line 3 has no colon after the acronym."),
        (": Best Value Notice", "Line 3: there is no acronym in front of the colon."),
        ("KPI:", "Line 3: say what KPI stands for."),
        ("BVN: the notice", "Line 3: BVN is on line 1 already."),
        ("Bvn: the notice", "Line 3: “Bvn” would not be found"),
        ("KPIs: indicators", "Line 3: “KPIs” would not be found"),
        ("UK: United Kingdom", "Line 3: “UK” would not be found"),
        ("KPI one: indicators", "Line 3: “KPI one” would not be found"),
        (f"{'Ab' * NAME_LIMIT}: long", f"Line 3: “{'Ab' * (NAME_LIMIT // 2)}” would not"),
        (
            f"KPI: {'k' * (MEANING_LIMIT + 1)}",
            "Line 3: what KPI stands for must be 200 characters or fewer: it has 201 now.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, wrong: str) -> None:
    listed = read(f"BVN: Best Value Notice\n\n{line}")
    assert listed.entries == {"BVN": "Best Value Notice"}
    (mistake,) = listed.mistakes
    assert mistake.startswith(wrong)


@given(st.lists(st.tuples(NAMES, MEANINGS)))
def test_what_is_read_would_be_found_and_is_read_the_same_again(
    lines: list[tuple[str, str]],
) -> None:
    listed = read("\n".join(f"{name}: {meaning}" for name, meaning in lines))
    assert len(listed.entries) + len(listed.mistakes) == len(lines)
    assert names(listed.entries) == set(listed.entries)
    again = read(written(listed.entries))
    assert (again.entries, again.mistakes) == (listed.entries, ())


KNOWN = {"BVN": "Best Value Notice", "KPI": "Key performance indicator"}


@pytest.mark.parametrize(
    "text, said",
    [
        ("The BVN and the BVN.", "The BVN (Best Value Notice) and the BVN."),
        (
            "KPIs of the BVN’s.",
            "KPIs (Key performance indicator) of the BVN’s (Best Value Notice).",
        ),
        ("It (the BVN) asks.", "It (the BVN [Best Value Notice]) asks."),
        ("The DfX met.", "The DfX met."),
        ("THE BVN IS SET IN CAPITALS", "THE BVN IS SET IN CAPITALS"),
        ("", ""),
    ],
)
def test_the_first_use_is_expanded(text: str, said: str) -> None:
    assert expanded(text, KNOWN)[0] == said


def test_brackets_opened_before_count() -> None:
    assert expanded("BVN)", KNOWN, before="It (the ")[0] == "BVN [Best Value Notice])"


def test_what_a_text_explains_itself_is_known() -> None:
    assert explained(["The BVN (Best Value Notice). A KPI."]) == {"BVN"}


@given(
    st.lists(st.sampled_from(["BVN", "KPIs", "DfX", "the", "report", "(so", "far)", "UK."])),
    st.sets(st.sampled_from(sorted(KNOWN))),
)
def test_expanding_only_adds_and_says_what_it_added(parts: list[str], known: set[str]) -> None:
    text = " ".join(parts)
    meanings = {name: KNOWN[name] for name in known}
    said, done = expanded(text, meanings)
    assert done == {one.name for one in used(text)} & known
    for name in done:
        assert said.count(KNOWN[name]) == 1
        said = said.replace(f" ({KNOWN[name]})", "").replace(f" [{KNOWN[name]}]", "")
    assert said == text
