"""What the market refuses, and how it says so."""

from collections.abc import Callable

from playwright.sync_api import APIResponse, Page, expect

from tests.browser.steps import fill_in, follow, panel, press
from tests.browser.world import LARGE, LICENSED, UNIVERSITY

SignIn = Callable[[str], Page]
FORBIDDEN, NOT_FOUND, CONFLICT = 403, 404, 409


def test_no_contract_is_made_while_the_public_notice_runs(sign_in: SignIn) -> None:
    page = sign_in("吴经理")
    page.goto("/deals")

    follow(page, LICENSED)
    contract = panel(page, "合同")
    expect(contract).to_contain_text("公示期尚未届满。")
    expect(contract.get_by_role("button")).to_have_count(0)
    answer = _send(page, f"{page.url}/contract")

    assert answer.status == CONFLICT
    assert "公示期尚未届满。" in answer.text()


def test_a_second_tab_is_told_what_happened_and_loses_nothing(sign_in: SignIn) -> None:
    first = sign_in("赵经理")
    first.goto("/results")
    follow(first, LARGE)
    follow(first, "提出合作意向")
    second = first.context.new_page()
    second.goto(first.url)

    for page in (first, second):
        fill_in(
            page,
            {
                "希望怎样合作？": "委托开发。",
                "还有哪些问题需要了解？": "第二个窗口里写了很久的问题。",
                "请介绍贵单位": "建材企业。",
            },
        )
        press(page, "发出意向")

    expect(second.get_by_role("main")).to_contain_text("错误代码 409")
    expect(second.get_by_role("main")).to_contain_text("贵单位对该信息已有一条未办结的意向。")
    second.get_by_text("您刚才填写的内容").click()
    typed = second.locator("textarea[readonly]").filter(has_text="写了很久")
    expect(typed).to_have_value("第二个窗口里写了很久的问题。")


def test_records_of_others_are_not_there(sign_in: SignIn) -> None:
    party, stranger = sign_in("吴经理"), sign_in("赵经理")
    addresses = [
        _address_behind(party, "/deals", LICENSED),
        _address_behind(party, "/contracts", LARGE),
        _address_behind(party, "/me/inquiries?box=sent", LARGE),
        _address_behind(sign_in("王研究员"), "/registration", LARGE),
    ]

    statuses = [_status(stranger, address) for address in addresses]

    assert [_status(party, address) for address in addresses[:3]] == [200] * 3
    assert statuses == [NOT_FOUND] * 4
    expect(stranger.get_by_role("heading", level=1)).to_have_text("页面不存在")


def test_an_unapproved_member_drafts_but_does_not_submit(sign_in: SignIn) -> None:
    page = sign_in("钱新人")
    page.goto("/results/new")

    fill_in(page, {"单位": UNIVERSITY, "名称": "尚未获准的成果"})
    press(page, "开始填写")
    page.goto(page.url.replace("/edit/basics", "/edit/check"))
    expect(page.get_by_role("main")).to_contain_text("暂时不能提交")
    expect(page.get_by_role("button", name="提交审核")).to_have_count(0)
    answer = _send(page, page.url, not_secret_declared="y")

    assert answer.status == FORBIDDEN


def test_one_person_is_not_both_reviewers_of_a_large_contract(sign_in: SignIn) -> None:
    both = sign_in("郑双岗")
    both.goto("/registration")
    follow(both, LARGE)
    case = both.url
    follow(both, "受理")
    press(both, "受理")
    press(both, "开始审查")

    expect(both.get_by_role("link", name="予以登记", exact=True)).to_have_count(0)
    follow(both, "转复核")
    press(both, "转复核")
    expect(both.get_by_role("main").get_by_text("复核中").first).to_be_visible()

    expect(both.get_by_role("link", name="予以登记", exact=True)).to_have_count(0)
    assert _status(both, f"{case}/register") == FORBIDDEN
    second = sign_in("孙复核")
    second.goto(case)
    follow(second, "予以登记")
    fill_in(second, {"合同登记编号": "2109012026000009"})
    press(second, "予以登记")
    expect(second.get_by_role("main").get_by_text("已登记").first).to_be_visible()


def _address_behind(page: Page, listed_at: str, name: str) -> str:
    page.goto(listed_at)
    link = page.get_by_role("main").get_by_role("link", name=name).first
    return link.get_attribute("href") or ""


def _status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def _send(page: Page, address: str, **values: str) -> APIResponse:
    """Post as this person without a button, as someone could who writes the request by hand."""
    token = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    return page.request.post(address, form={"csrf_token": token, **values}, max_redirects=0)
