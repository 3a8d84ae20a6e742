"""What holds on every public page: on a small telephone, and for those who do not see it."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

Visit = Callable[..., Page]
SignIn = Callable[[str], Page]
PUBLIC_PAGES = (
    "/",
    "/results",
    "/results/1",
    "/demands",
    "/demands/7",
    f"/search?q={quote('矸石')}",
    "/search?q=no-such-word",
    "/statistics",
    "/notices",
    "/notices/1",
    "/organisations",
    "/about",
    "/sign-in",
    "/sign-up",
    "/nowhere",
)
PERSONAL_PAGES = ("/me", "/results/new", "/me/listings", "/deals", "/contracts", "/account")
TELEPHONE: ViewportSize = {"width": 360, "height": 800}
SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_a_page_meets_the_rules_of_accessibility_and_fits_a_telephone(
    visit: Visit, address: str
) -> None:
    page = visit()
    page.goto(address)

    broken = _violations(page)
    page.set_viewport_size(TELEPHONE)

    assert broken == []
    assert page.evaluate(SIDEWAYS) <= 0


def test_pages_of_a_signed_in_person_fit_a_telephone_and_meet_the_rules(sign_in: SignIn) -> None:
    page = sign_in("吴经理")
    page.set_viewport_size(TELEPHONE)
    found = {}

    for address in PERSONAL_PAGES:
        page.goto(address)
        found[address] = (max(0, page.evaluate(SIDEWAYS)), _violations(page))

    assert found == dict.fromkeys(PERSONAL_PAGES, (0, []))


def _violations(page: Page) -> list[str]:
    """Run axe; return each broken rule with the first place where it is broken."""
    broken = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in broken]
