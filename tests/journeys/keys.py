"""Hands that only ever touch the keyboard; they see where they are at every stop."""

from playwright.sync_api import Locator, expect

from tests.journeys.desk import Desk

FARTHEST = 150
"""Stops from the top of a page after which something counts as out of reach."""
SHOWN = """() => {
  const drawn = (style) => style.boxShadow !== "none" ||
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  const here = document.activeElement;
  if (here === document.body) return true;
  const places = [[here, null], ...[...(here.labels ?? [])].map((label) => [label, "::before"])];
  return places.some(([element, part]) => drawn(getComputedStyle(element, part)));
}"""
HERE = "() => document.activeElement.outerHTML.slice(0, 120)"


class Keys:
    """The keyboard of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.keyboard = desk.page.keyboard

    def to(self, target: Locator, *, back: bool = False) -> None:
        """Tab until the target has the focus; each stop on the way has to show itself."""
        wanted = target.element_handle()
        for _ in range(FARTHEST):
            self.keyboard.press("Shift+Tab" if back else "Tab")
            assert self.desk.page.evaluate(SHOWN), self.desk.page.evaluate(HERE)
            if wanted.evaluate("(element) => element === document.activeElement"):
                return
        raise AssertionError(f"{target} cannot be reached with the Tab key")

    def type(self, label: str, words: str) -> None:
        """Go to a field and type over what it says."""
        self.to(self.desk.field(label))
        self.keyboard.press("Control+a")
        self.keyboard.type(words)

    def choose(self, label: str, first_letters: str) -> None:
        """Go to a list of choices and type the beginning of one."""
        self.to(self.desk.field(label))
        self.keyboard.type(first_letters)

    def add_row(self, noun: str) -> Locator:
        """Ask for one more row; the focus moves to it."""
        rows = self.desk.page.locator("fieldset.row")
        before = rows.count()
        self.to(self.desk.control(f"Add {noun}"))
        self.keyboard.press("Enter")
        expect(rows).to_have_count(before + 1)
        expect(rows.nth(before).locator("legend").first).to_be_focused()
        return rows.nth(before)

    def press(self, words: str, *, key: str = "Enter") -> None:
        """Go to a button or link and press it; it leads to another page, which is examined."""
        self.to(self.desk.control(words))
        with self.desk.page.expect_navigation(wait_until="load"):
            self.keyboard.press(key)
        self.desk.look()
