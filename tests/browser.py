"""Pages in a real browser without a network: opened from files, driven by keys, and watched for all that they tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conftest import built_document
from programs import CHROMIUM

from senaudit.recipe.request import Request

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Route

WIDE, NARROW = {"width": 1200, "height": 900}, {"width": 320, "height": 256}
"""Sizes of windows, in CSS pixels. The second is also 1280 by 1024 pixels at 400 %. Source: WCAG 2.2, 1.4.10."""


@contextmanager
def started() -> Iterator[Browser]:
    """Within a `with`, run the system's Chromium. It is always ended."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Without its sandbox, it also runs for an administrator, as in a container.
        browser = playwright.chromium.launch(executable_path=CHROMIUM.path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Pages:
    """The pages of a test. A page that writes to the console, has an error or asks for a file fails the test."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser, self.folder = browser, folder
        self._contexts: list[BrowserContext] = []
        self.told: list[str] = []
        self.asked: list[str] = []
        self.answers: list[bool] = []

    def open(self, document: Request | Path, beside: Page | None = None, **options: Any) -> Page:
        """Return the page of a document, opened from its file; with `beside`, in the same browser window as that page.

        Options are those of a context of Playwright, such as `color_scheme`.
        """
        path = document if isinstance(document, Path) else self.write(document)
        context = beside.context if beside else self._context(**{"viewport": WIDE, **options})
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    def write(self, document: Request) -> Path:
        """Write the web page of a document, and return its path."""
        path = self.folder / f"{len(list(self.folder.iterdir()))}.html"
        path.write_bytes(built_document(document._replace(format="html")).data)
        return path

    def _context(self, **options: Any) -> BrowserContext:
        context = self._browser.new_context(**options)
        self._contexts.append(context)
        context.set_offline(True)
        context.route("**/*", self._refuse_other_places)
        context.on("console", lambda message: self.told.append(message.text))
        context.on("weberror", lambda error: self.told.append(str(error.error)))
        context.on("dialog", self._answer)
        return context

    def _refuse_other_places(self, route: Route) -> None:
        if route.request.url.startswith("file:") and route.request.is_navigation_request():
            route.continue_()
        else:
            self.told.append(f"asks for {route.request.url}")
            route.abort()

    def _answer(self, dialog: Dialog) -> None:
        """Answer a question of the page with the next of `answers`. One that was not expected is told."""
        self.asked.append(dialog.message or dialog.type)
        if not self.answers:
            self.told.append(f"asks unexpectedly: {dialog.message}")
        if self.answers and self.answers.pop(0):
            dialog.accept()
        else:
            dialog.dismiss()

    def close(self) -> None:
        """Close all pages. Fails if one of them told something."""
        for context in self._contexts:
            context.close()
        assert not self.told
        assert not self.answers, "a question was expected"


def place(page: Page, name: str) -> Locator:
    """Return the first control for an answer."""
    return page.locator(f'[name="{name}"]').first


def said(page: Page) -> str:
    """Return the last message of the page, which is heard, too."""
    return page.get_by_role("status").inner_text()


def press(page: Page, action: str) -> None:
    """Press a button by the keyboard."""
    page.locator(f"button[data-action={action}]").focus()
    page.keyboard.press("Enter")


def reopen(page: Page) -> None:
    """Load a page again, as a person would: Chromium hands on what is kept a moment after it is typed.

    On a busy machine the moment is longer: the page is then loaded once more.
    """
    kept = page.evaluate("JSON.stringify(localStorage)")
    for _ in range(10):
        page.wait_for_timeout(300)
        page.reload()
        if page.evaluate("JSON.stringify(localStorage)") == kept:
            return


def saved(page: Page) -> Path:
    """Save the answers to a file, and return its path. Its name is the one that the page proposes."""
    with page.expect_download() as download:
        press(page, "save")
    path = Path(download.value.path())
    return path.rename(path.with_name(download.value.suggested_filename))


def open_file(page: Page, path: Path) -> None:
    """Open a file of answers, and wait until it is read."""
    from playwright.sync_api import expect

    with page.expect_file_chooser() as chooser:
        press(page, "open")
    page.evaluate("document.querySelector('output').textContent = 'reading'")
    chooser.value.set_files(path)
    expect(page.locator("output")).not_to_have_text("reading")


def file_with(pages: Pages, **values: object) -> Path:
    """Return the path of a file of answers of this page's kind, with other values."""
    path = pages.folder / f"{len(list(pages.folder.iterdir()))}.json"
    whole = {"senaudit": 1, "title": "T", "school": "", "key": "k", "id": "1a2b", "changed": "", "answers": {}}
    path.write_text(json.dumps({**whole, "asked": {}, **values}), "utf-8")
    return path
