"""What people do on any page, in the words they would use for it."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

TRIES = 40
SHORT_MS = 500


def field(page: Page | Locator, label: str) -> Locator:
    """Find the one field with this label; the mark of a required field does not count."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))


def fill_in(page: Page | Locator, values: Mapping[str, str | Path]) -> None:
    """Type, choose or attach each value at the field with its label."""
    for label, value in values.items():
        target = field(page, label)
        if isinstance(value, Path):
            target.set_input_files(value)
        elif target.evaluate("field => field.tagName") == "SELECT":
            target.select_option(label=value)
        else:
            target.fill(value)


def choose(page: Page, *labels: str) -> None:
    """Tick the radio buttons or boxes with these labels."""
    for label in labels:
        page.get_by_role("main").get_by_label(label, exact=True).check()


def press(page: Page, name: str) -> None:
    """Press the button with this name in the page's own part."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow the link with this name in the page's own part."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()


def panel(page: Page, title: str) -> Locator:
    """Find the titled part of the page."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=title, exact=True))


def reload_until(page: Page, awaited: Locator) -> None:
    """Reload until the worker's doing is there; the last look says what was seen instead."""
    for _try in range(TRIES):
        try:
            expect(awaited).to_be_visible(timeout=SHORT_MS)
        except AssertionError:
            page.reload()
        else:
            return
    expect(awaited).to_be_visible()
