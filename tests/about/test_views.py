"""The pages about Waymark."""

from tests.visitor import Visitor


def test_everybody_may_read_the_accessibility_statement(visitor: Visitor) -> None:
    footer = dict(visitor.get("/sign-in").links)
    page = visitor.get(footer["Accessibility statement"])
    assert page.h1 == "Accessibility statement"
    assert "Tell your programme office" in page.main
