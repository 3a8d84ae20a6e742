"""The front page as the README shows it.

    UPDATE_SCREENSHOT=1 ./market test tests/browser/test_screenshot.py

loads the demo market and writes docs/img/home.png; any other run leaves the tree alone.
"""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

README_IMAGE = Path(__file__).resolve().parents[2] / "docs" / "img" / "home.png"


def test_the_front_page_says_what_is_new_and_how_it_works(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit()
    page.goto("/")

    main = page.get_by_role("main")
    for heading in (
        "最新需求",
        "最新成果",
        "创新链",
        "三步办成",
    ):
        expect(main.get_by_role("heading", name=heading)).to_be_visible()

    image = README_IMAGE if "UPDATE_SCREENSHOT" in os.environ else tmp_path / "home.png"
    image.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=image)
    assert image.stat().st_size > 0
