"""A visitor looks around: in Chinese and English, without a script, without a mouse."""

from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.conftest import fill_sign_in
from tests.browser.steps import field, fill_in, follow, panel, press
from tests.browser.world import LICENSED, UNIVERSITY

Visit = Callable[..., Page]
SEARCH = f"/search?q={quote('矸石')}"
FOUND = "矸石粉煤灰复合墙板成型工艺"
OTHER = "矸石山生态修复与绿化技术"


def test_two_characters_find_what_a_facet_narrows_and_english_keeps_the_page(visit: Visit) -> None:
    page = visit()
    page.goto("/")

    page.get_by_role("main").get_by_role("searchbox").fill("矸石")
    press(page, "搜索")
    entries = page.get_by_role("main").get_by_role("article")
    expect(entries.filter(has_text=FOUND).locator("mark").first).to_have_text("矸石")
    expect(entries.filter(has_text=OTHER)).to_be_visible()
    page.get_by_role("group", name="成熟度").get_by_label("通过小试").check()
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("通过小试")
    expect(entries.filter(has_text=OTHER)).to_have_count(0)
    follow(page, FOUND)
    expect(page.get_by_role("heading", level=1)).to_contain_text(FOUND)
    address = page.url
    page.get_by_role("banner").get_by_role("link", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text(FOUND)
    expect(page.get_by_text("Laboratory test passed").first).to_be_visible()
    assert page.url.split("?")[0] == address
    page.goto("/results")
    expect(page.get_by_role("heading", level=1)).to_have_text("Results")


def test_without_a_script_everything_still_works(visit: Visit) -> None:
    page = visit(has_script=False)
    page.goto("/")

    page.get_by_role("main").get_by_role("searchbox").fill("矸石")
    press(page, "搜索")
    page.get_by_role("group", name="成熟度").get_by_label("通过中试").check()
    press(page, "应用筛选")
    expect(page.get_by_role("main").get_by_role("article").filter(has_text=FOUND)).to_have_count(0)
    follow(page, LICENSED)
    follow(page, "登录后提出意向")
    fill_sign_in(page, "赵经理")
    expect(page.get_by_role("heading", level=1)).to_contain_text(LICENSED)
    fill_in(page, {"希望怎样合作？": "普通许可。"})
    press(page, "发出意向")

    expect(page.get_by_role("alert")).to_contain_text("请介绍贵单位")
    expect(field(page, "希望怎样合作？")).to_have_value("普通许可。")
    assert field(page, "请介绍贵单位").get_attribute("aria-describedby")
    fill_in(page, {"还有哪些问题需要了解？": "成本。", "请介绍贵单位": "建材企业。"})
    press(page, "发出意向")
    expect(panel(page, "意向内容")).to_contain_text("普通许可。")


def test_the_keyboard_alone_skips_to_the_content_and_shows_where_it_is(visit: Visit) -> None:
    page = visit()
    page.goto("/results")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    focused = page.locator("*:focus")
    assert focused.evaluate("place => document.querySelector('main').contains(place)")
    outline = focused.evaluate(
        "place => { const s = getComputedStyle(place);"
        " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
    )
    assert outline, "where the keyboard stands must be seen"


def test_a_stranger_signs_up_and_waits_for_the_organisation(visit: Visit) -> None:
    page = visit()
    page.goto("/sign-up")

    page.get_by_role("main").get_by_role("searchbox").fill("样例矿业")
    press(page, "查找")
    page.get_by_role("main").get_by_role("link", name=UNIVERSITY).click()
    page.get_by_role("radio", name="科研人员").check()
    fill_in(
        page,
        {
            "电子邮箱": "new@example.test",
            "姓名": "新来者",
            "密码": "a-long-password-1",
        },
    )
    press(page, "注册账号")
    fill_in(page, {"电子邮箱": "new@example.test", "密码": "a-long-password-1"})
    press(page, "登录")
    page.goto("/me")

    expect(page.locator(".alert").filter(has_text=UNIVERSITY)).to_be_visible()
