"""Findings of any check: each key once, the fact before the request."""

from hypothesis import given
from hypothesis import strategies as st

from models.enums import Section
from webapp.domain.checks.finding import ask
from webapp.domain.findings import Found, once
from webapp.domain.packchecks.finding import decide

made = st.builds(
    lambda code, fact, about: ask(code, Section.RATING, "step", fact, "Mend it", about=about),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["One", "Two"]),
    st.sampled_from(["", "1"]),
)


@given(st.lists(made))
def test_of_those_with_one_key_the_first_is_kept(findings):
    told = once(findings)
    assert [one.key for one in told] == list(dict.fromkeys(one.key for one in findings))
    for one in told:
        assert one is next(each for each in findings if each.key == one.key)


def test_findings_of_updates_and_of_papers_say_the_fact_before_the_request():
    of_update = ask("late", Section.RATING, "step", "It is late", "Change it")
    of_paper = decide("late", "overview", "It is late", "Change it")
    for one in (of_update, of_paper):
        assert isinstance(one, Found)
        assert one.message == "It is late. Change it"
