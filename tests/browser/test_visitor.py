"""A visitor looks around: nothing to sign in to, on any screen, with any tool."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


def test_front_page_opens(visit: Visit) -> None:
    page = visit()

    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
