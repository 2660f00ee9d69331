"""Takes a page's picture at two widths, and notes everything that no page may have."""

import re
import subprocess
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from playwright.sync_api import Browser, Page, Response

from tests.journeys.desk import AXE, EXAMINE, NARROW, RULES, SIDEWAYS, WIDE

ZOOMED = (320, 225)
"""What is left of a window of 1280 by 900 at 400 % zoom."""
PINNED = """() => [...document.querySelectorAll("body *")]
  .filter((element) => ["sticky", "fixed"].includes(getComputedStyle(element).position))
  .map((element) => `${element.tagName} ${element.id} ${element.className} stays in sight`)"""


DOTS_PER_INCH = 80


def draw(file: Path, stem: str, pictures: Path) -> int:
    """Draw each page of a PDF as <stem>-<number>.png and return how many there are."""
    subprocess.run(
        ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", str(file), str(pictures / stem)], check=True
    )
    return len(list(pictures.glob(f"{stem}-*.png")))


class Album:
    """Where pictures and pages are kept, which are wanted, and what was found wrong."""

    def __init__(self, folder: Path, wanted: Sequence[str]) -> None:
        self.pictures = folder / "screenshots"
        self.pages = folder / "pages"
        self.wanted = wanted
        self.flaws: list[str] = []
        self.taken = 0
        for place in (self.pictures, self.pages):
            place.mkdir(parents=True, exist_ok=True)
            if not wanted or place == self.pages:
                for old in place.iterdir():
                    old.unlink()

    def wants(self, name: str) -> bool:
        """Return whether a picture of this name was asked for; without a wish, all are."""
        return not self.wanted or any(wish in name for wish in self.wanted)

    def blame(self, name: str, found: Sequence[str]) -> None:
        """Note what is wrong with a page."""
        self.flaws += [f"{name}: {flaw}" for flaw in found]


class Window:
    """One person's browser window; `shoot` names pictures after their role."""

    def __init__(self, browser: Browser, address: str, album: Album, role: str) -> None:
        self.album = album
        self.role = role
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": WIDE[0], "height": WIDE[1]},
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.page.on("response", self._came)
        self.page.on("pageerror", lambda error: album.blame(self.page.url, [str(error)]))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _came(self, response: Response) -> None:
        """Remember the last whole page, as the server sent it."""
        if response.request.is_navigation_request():
            self._answer = response

    def sign_in(self, email: str, password: str) -> None:
        """Sign in with the form."""
        self.go("/sign-in")
        self.page.fill("#email", email)
        self.page.fill("#password", password)
        self.press("Sign in")

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(path)

    def press(self, words: str) -> None:
        """Press the button whose name begins so, else follow such a link, to a new page."""
        name = re.compile(rf"^\s*{re.escape(words)}")
        main = self.page.locator("main")
        buttons = main.get_by_role("button", name=name)
        target = buttons if buttons.count() else main.get_by_role("link", name=name)
        with self.page.expect_navigation(wait_until="load"):
            target.first.click()

    def shoot(self, page: str, state: str) -> None:
        """Take the page that is open at both widths, keep its HTML and examine it."""
        name = f"{self.role}-{page}-{state}"
        if not self.album.wants(name):
            return
        self.album.taken += 1
        (self.album.pages / f"{name}.html").write_text(self._answer.text())
        if self._answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.album.blame(name, [f"answered {self._answer.status}"])
        self._examine(name, WIDE)
        self._picture(name, WIDE[0])
        self._examine(name, NARROW)
        self._picture(name, NARROW[0])
        self._resize(ZOOMED)
        pinned: list[str] = self.page.evaluate(PINNED)
        self.album.blame(f"{name} at 400 % zoom", [*self._sideways(), *pinned])
        self._resize(WIDE)

    def print_on_one_side(self, page: str, folder: Path) -> None:
        """Print the page that is open on A4, where it must take no more than one side."""
        name = f"print-{page}"
        if not self.album.wants(name):
            return
        sheet = folder / f"{name}.pdf"
        self.page.pdf(path=sheet, format="A4", landscape=True)
        sides = draw(sheet, name, self.album.pictures)
        if sides != 1:
            self.album.blame(name, [f"takes {sides} sides instead of one"])

    def _resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def _sideways(self) -> list[str]:
        found: str = self.page.evaluate(SIDEWAYS)
        return [found] if found else []

    def _examine(self, name: str, size: tuple[int, int]) -> None:
        self._resize(size)
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text())
        found: list[str] = self.page.evaluate(EXAMINE, list(RULES))
        self.album.blame(f"{name} at {size[0]}", [*found, *self._sideways()])

    def _picture(self, name: str, width: int) -> None:
        self.page.screenshot(
            path=self.album.pictures / f"{name}-{width}.png", full_page=True, animations="disabled"
        )
