"""The form of a list of acronyms."""

from flask import Flask

from webapp.programmes.acronym_forms import LIST_LIMIT, NAMED, AcronymsForm, showing
from webapp.programmes.acronyms import version


def mistakes(app: Flask, typed: str) -> list[str]:
    """Return what is wrong with what was typed."""
    with app.test_request_context(method="POST", data={"acronyms": typed}):
        form = AcronymsForm(meta={"csrf": False})
        form.validate()
        return list(form.acronyms.errors)


def test_a_list_fills_its_form(app: Flask) -> None:
    with app.test_request_context():
        form = showing({"KPI": "Indicator", "BVN": "Notice"})
        assert form.acronyms.data == "BVN: Notice\nKPI: Indicator"
        assert form.version.data == version({"BVN": "Notice", "KPI": "Indicator"})


def test_the_first_mistakes_are_named_and_the_rest_counted(app: Flask) -> None:
    assert mistakes(app, "BVN: Notice") == []
    assert len(mistakes(app, "x\n" * NAMED)) == NAMED
    assert mistakes(app, "x\n" * (NAMED + 2))[-1] == "Two more lines must be mended."


def test_a_list_that_is_too_long_is_only_told_so(app: Flask) -> None:
    (mistake,) = mistakes(app, "x\n" * LIST_LIMIT)
    assert "20,000 characters or fewer" in mistake
