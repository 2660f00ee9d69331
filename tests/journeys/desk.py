"""A person at a real browser; every page they come to is examined before they go on."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Download,
    Error,
    Locator,
    Page,
    Response,
    expect,
)

from webapp.config import ROOT

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Names the system's browser goes by; `tests/machine.sh` has made sure that there is one.

The first is the same engine without windows, and takes half of the processor time.
"""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 15_000
"""Milliseconds to wait for something to appear; the machine may be busy with other tests."""
WIDE = (1280, 900)
NARROW = (320, 800)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
EXAMINE = """async (rules) => {
  const found = await axe.run(document, {
    runOnly: rules, resultTypes: ["violations"], preload: false,
  });
  return found.violations.map((rule) =>
    `${rule.id}: ` + rule.nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; "));
}"""
NO_TIMERS = "() => { window.setTimeout = (act) => { Promise.resolve().then(act); return 0; }; }"
"""Without JavaScript timers never end, and axe waits for some."""
SIDEWAYS = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return "";
  const wide = [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > page.clientWidth + 1)
    .slice(0, 5)
    .map((element) => `${element.tagName} ${element.id} ${element.className}`);
  return `${page.scrollWidth} pixels wide: ${wide.join(", ")}`;
}"""
NO_SUCH_ANSWER = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


SECRET = re.compile(
    r'<input[^>]*type="hidden"[^>]*>|X-CSRFToken&quot;: &quot;[^&]*|nonce="[^"]*"|http://127[0-9.:]+'
)
"""What nobody sees and differs between two loads of the same page."""
WORDS = re.compile(r">[^<>]*[^<>\s][^<>]*<")
NUMBERS = re.compile(r"\d+")
EXAMINED: set[tuple[bool, str]] = set()
"""Pages that were examined, with JavaScript or without: whole ones, and those that axe has seen,
without their words and numbers."""


class Flaw(AssertionError):
    """A page is not what every page must be."""


def chromium() -> str:
    """Return where the system's browser is: $CHROMIUM, or the first known name on the path."""
    names = (os.environ.get("CHROMIUM", ""), *CHROMIUM)
    return next(filter(None, map(shutil.which, filter(None, names))))


class Desk:
    """One browser window with its own cookies. `press` and `go` examine the page they come to."""

    def __init__(self, browser: Browser, address: str, *, javascript: bool = True) -> None:
        self.javascript = javascript
        self.address = address
        self.context = browser.new_context(
            base_url=address,
            java_script_enabled=javascript,
            viewport={"width": WIDE[0], "height": WIDE[1]},
            accept_downloads=True,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.flaws: list[str] = []
        self._refused: list[str] = []
        self._may_refuse = False
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Open a tab that tells what goes wrong in it."""
        page = self.context.new_page()
        page.on("console", self._said)
        page.on("pageerror", self._failed)
        page.on("response", self._answered)
        page.on("dialog", self._asked)
        return page

    def sign_in(self, email: str, password: str) -> None:
        """Open My work and sign in with the form where it is asked for."""
        self.go("/")
        if urlsplit(self.page.url).path == "/sign-in":
            self.field("Email address").fill(email)
            self.field("Password").fill(password)
            self.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("My work")

    def sign_in_elsewhere(self, email: str, password: str) -> None:
        """Sign out and in again in another tab of the same browser; this one is not told."""
        mine, self.page = self.page, self.new_page()
        self.go("/")
        self.press("Sign out")
        self.sign_in(email, password)
        self.page.close()
        self.page = mine

    def add_row(self, noun: str) -> Locator:
        """Ask for one more row and return it."""
        rows = self.page.locator("fieldset.row")
        before = rows.count()
        if self.javascript:
            self.control(f"Add {noun}").click()
        else:
            self.press(f"Add {noun}")
        expect(rows).to_have_count(before + 1)
        return rows.nth(before)

    def close(self) -> None:
        """Close the window; raises Flaw when something went wrong unseen."""
        self.no_flaws()
        self.context.close()

    def go(self, path: str) -> None:
        """Open an address and examine the page."""
        self.page.goto(path)
        self.look()

    def be_at(self, path: str) -> None:
        """Open an address unless it is the one that was come to last."""
        if urlsplit(self.page.url).path != path:
            self.go(path)

    def press(self, words: str | Locator) -> None:
        """Press the button or follow the link that leads to another page, and examine that.

        Words may be the beginning: hidden words after them tell apart what looks alike.
        """
        target = self.control(words) if isinstance(words, str) else words
        with self.page.expect_navigation(wait_until="load"):
            target.click()
        self.look()

    def control(self, words: str, within: Locator | None = None) -> Locator:
        """Return the first button whose name begins with the words, else the first such link."""
        name = re.compile(rf"^\s*{re.escape(words)}")
        inside = within or self.page
        buttons = inside.get_by_role("button", name=name)
        return (buttons if buttons.count() else inside.get_by_role("link", name=name)).first

    def field(self, label: str) -> Locator:
        """Return the field with exactly this label."""
        controls = self.page.locator("input, select, textarea")
        return self.page.get_by_label(label, exact=True).and_(controls)

    def download(self, words: str) -> bytes:
        """Follow a link to a file and return its bytes."""
        with self.page.expect_download() as waiting:
            self.control(words).click()
        arrived: Download = waiting.value
        return Path(arrived.path()).read_bytes()

    @property
    def text(self) -> str:
        """The words of the page's main part as they are shown, with single spaces."""
        return " ".join(self.page.locator("main").inner_text().split())

    @contextmanager
    def refusal(self, status: int) -> Iterator[None]:
        """Expect an answer with this error status, and with no other."""
        self._may_refuse = True
        yield
        self._may_refuse = False
        refused, self._refused = self._refused, []
        assert {answer[:3] for answer in refused} == {str(status)}, refused

    def look(self) -> None:
        """Examine the page: no error, nothing for axe to find, no sideways scroll when narrow."""
        self.no_flaws()
        # What axe found no flaw in before, with other words and numbers, needs no second look.
        whole = SECRET.sub("", self.page.content())
        shape = NUMBERS.sub("0", WORDS.sub(">words<", whole))
        found = [] if (self.javascript, shape) in EXAMINED else [*self._axe()]
        found += [] if (self.javascript, whole) in EXAMINED else self._sideways()
        if found:
            raise Flaw(f"{self.page.url}:\n  " + "\n  ".join(found))
        EXAMINED.update({(self.javascript, shape), (self.javascript, whole)})

    def _axe(self) -> Sequence[str]:
        if not self.page.evaluate("() => Boolean(window.axe)"):
            if not self.javascript:
                self.page.evaluate(NO_TIMERS)
            self.page.evaluate(AXE.read_text())
        found: list[str] = self.page.evaluate(EXAMINE, list(RULES))
        return found

    def _sideways(self) -> Sequence[str]:
        self.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        found: str = self.page.evaluate(SIDEWAYS)
        self.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        return [found] if found else []

    def no_flaws(self) -> None:
        """Raise Flaw when something went wrong unseen."""
        if self.flaws:
            raise Flaw("\n  ".join(self.flaws))

    def _said(self, message: ConsoleMessage) -> None:
        expected = self._may_refuse and NO_SUCH_ANSWER.match(message.text)
        if message.type in ("error", "warning") and not expected:
            self.flaws.append(f"{self.page.url}: the console says: {message.text}")

    def _failed(self, error: Error) -> None:
        self.flaws.append(f"{self.page.url}: a script failed: {error}")

    def _answered(self, response: Response) -> None:
        if response.status < 400:
            return
        answer = f"{response.status} {response.request.method} {response.url}"
        if self._may_refuse:
            self._refused.append(answer)
        else:
            self.flaws.append(f"answered {answer}")

    def _asked(self, dialog: Dialog) -> None:
        self.flaws.append(f"{self.page.url}: asked before leaving: {dialog.message}")
        dialog.accept()


class Room:
    """Desks of people who sign in with one password; each comes back to the window they had."""

    def __init__(self, browser: Browser, address: str, password: str) -> None:
        self._browser, self._address, self._password = browser, address, password
        self._desks: dict[str, Desk] = {}

    @contextmanager
    def seat(self, email: str, *, javascript: bool = True) -> Iterator[Desk]:
        """Give a person's desk, signed in; they get up at the end."""
        if email not in self._desks:
            self._desks[email] = Desk(self._browser, self._address, javascript=javascript)
        desk = self._desks[email]
        desk.sign_in(email, self._password)
        yield desk
        desk.no_flaws()

    def close(self) -> None:
        """Close all windows."""
        for desk in self._desks.values():
            desk.context.close()


def arguments() -> dict[str, Any]:
    """Return how the browser is started."""
    return {"executable_path": chromium(), "args": list(ARGUMENTS)}
