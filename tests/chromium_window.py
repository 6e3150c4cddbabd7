"""Types into a PDF in Chromium's own window for PDFs, by mouse and keyboard, and saves it as its button does.

The window is a page of an extension of Chromium, which the browser's protocol for developers reaches.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from form_filling import places_of
from playwright.sync_api import Browser

_PIXELS = 96 / 72
_PATIENCE = 30
"""Pixels of a point, and the most seconds that the window may take for anything."""

_PAGE_CORNER = """
    (() => {
        const rectangle = document.querySelector("pdf-viewer")?.viewport?.getPageScreenRect?.(0);
        return rectangle?.width > 0 ? [rectangle.x, rectangle.y] : null;
    })()
"""
_WITH_CHANGES = """
    (async () => {
        const file = await document.querySelector("pdf-viewer").currentController.save("EDITED");
        const bytes = Array.from(new Uint8Array(file.dataToSave), (byte) => String.fromCharCode(byte));
        return btoa(bytes.join(""));
    })()
"""


class Window:
    """The window for the PDF at a path."""

    def __init__(self, browser: Browser, path: Path) -> None:
        self.page = browser.new_context(viewport={"width": 1200, "height": 1300}).new_page()
        self.page.goto(f"{path.as_uri()}#toolbar=0&navpanes=0&zoom=100")
        self._session = browser.new_browser_cdp_session()
        self._session.on("Target.receivedMessageFromTarget", self._receive)
        self._replies: list[dict[str, Any]] = []
        target = {"targetId": self._wait(self._target), "flatten": False}
        self._id = self._session.send("Target.attachToTarget", target)["sessionId"]
        self.left, self.top = self._wait(lambda: self.evaluate(_PAGE_CORNER))

    def _receive(self, event: dict[str, Any]) -> None:
        self._replies.append(json.loads(event["message"]))

    def _target(self) -> str | None:
        targets = self._session.send("Target.getTargets", {"filter": [{}]})["targetInfos"]
        return next((each["targetId"] for each in targets if each["url"].startswith("chrome-extension:")), None)

    def _wait(self, function: Any) -> Any:
        end = time.monotonic() + _PATIENCE
        while not (found := function()):
            assert time.monotonic() < end, "Chromium's window for PDFs does not answer"
            self.page.wait_for_timeout(50)
        return found

    def evaluate(self, script: str) -> Any:
        """Return what a script returns in the window."""
        self._replies.clear()
        asked = {"expression": script, "awaitPromise": True, "returnByValue": True}
        message = json.dumps({"id": 1, "method": "Runtime.evaluate", "params": asked})
        self._session.send("Target.sendMessageToTarget", {"sessionId": self._id, "message": message})
        reply = self._wait(lambda: next((each for each in self._replies if each.get("id") == 1), None))
        return reply["result"]["result"].get("value")

    def fill_in(self, data: bytes, answers: Mapping[str, str | bool], height: float) -> None:
        """Fill in the fields of the first page, which is so many points high."""
        for name, index, x, y in places_of(data):
            if index == 0 and (answer := answers.get(name)):
                pasted = isinstance(answer, str) and max(answer) > "\uffff"
                if pasted:
                    self._copy(str(answer))
                self.page.mouse.click(self.left + x * _PIXELS, self.top + (height - y) * _PIXELS)
                if pasted:
                    self.page.keyboard.press("Control+V")
                elif isinstance(answer, str):
                    self._type(answer)

    def _type(self, words: str) -> None:
        for number, line in enumerate(words.split("\n")):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.insert_text(line)

    def _copy(self, words: str) -> None:
        """Copy words on another page. Chromium's window leaves out emoji that are typed, and takes pasted ones."""
        other = self.page.context.new_page()
        other.set_content("<textarea></textarea>")
        other.fill("textarea", words)
        for keys in ("Control+A", "Control+C"):
            other.press("textarea", keys)
        other.close()
        self.page.bring_to_front()

    def saved(self) -> bytes:
        """Return the file with its changes."""
        return base64.b64decode(self.evaluate(_WITH_CHANGES))


def by_chromium(data: bytes, browser: Browser, folder: Path, answers: Mapping[str, str | bool]) -> bytes:
    """Fill in the first page of sheets on A4."""
    path = folder / "sheets.pdf"
    path.write_bytes(data)
    window = Window(browser, path)
    window.fill_in(data, answers, height=841.89)
    contents = window.saved()
    window.page.context.close()
    return contents
