"""The market's main job in one story: from a researcher's draft to the counted turnover."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.steps import choose, field, fill_in, follow, panel, press, reload_until
from tests.browser.world import BUILDER, PDF, UNIVERSITY

SignIn = Callable[[str], Page]
RESULT = "煤矸石免烧砖高强胶结制备技术"
DEMAND = "煤矸石免烧砖强度不够"
NUMBER = "2109012026000001"
COMPARISON = "比现有水泥胶结方案每块成本低0.08元。"


def test_from_a_draft_to_the_counted_turnover(
    sign_in: SignIn, visit: Callable[..., Page], tmp_path: Path
) -> None:
    researcher, operator = sign_in("王研究员"), sign_in("何运营")
    firm, registrar = sign_in("赵经理"), sign_in("周登记员")

    _write_and_submit(researcher)
    _return_with_a_reason(operator)
    _mend_and_submit_again(researcher)
    _publish(operator)
    _see_the_match(firm)
    _ask_three_questions(firm)
    _answer(researcher)
    _open_the_deal(firm)
    _agree_on_terms(firm, researcher)
    _draft_the_contract(firm, researcher)
    _sign(firm, "赵厂长", tmp_path)
    _sign(researcher, "李校长", tmp_path)
    counted = _turnover(registrar)
    _hand_in(researcher)
    _register(registrar)
    _receive_a_payment(researcher)

    assert _turnover(registrar) - counted == Decimal("18.00")
    _open_what_stands_behind(registrar)
    _see_nothing_of_it_in_public(visit())


def _write_and_submit(page: Page) -> None:
    page.goto("/publish")
    follow(page, "流向我们：我提供技术")
    fill_in(page, {"单位": UNIVERSITY, "名称": RESULT})
    press(page, "开始填写")
    fill_in(
        page,
        {
            "简介": "以煤矸石为骨料,复合胶结,常温养护28天抗压强度达到12 MPa。",
            "关键词": "煤矸石,免烧砖,胶结",
            "创新链": "资源与环境",
            "技术领域": "环境保护与资源综合利用",
            "应用行业": "制造业",
        },
    )
    press(page, "保存，下一步")
    fill_in(page, {"解决的问题": "矸石砖强度低、吸水率高。"})
    press(page, "保存，下一步")
    choose(page, "通过中试", "单位所有")
    fill_in(
        page,
        {
            "技术就绪水平": "6 级 系统样机在相关环境通过演示",
            "完成人": "王研究员",
        },
    )
    press(page, "保存，下一步")
    choose(page, "合作/委托开发", "普通许可", "价格区间")
    fill_in(page, {"价格（区间填下限）": "10", "最高价": "25"})
    press(page, "保存，下一步")
    follow(page, "下一步：核对并提交")
    page.get_by_role("main").get_by_role("checkbox").check()
    press(page, "提交审核")
    expect(page.get_by_text("已提交，市场审核后会通知您结果。")).to_be_visible()


def _return_with_a_reason(page: Page) -> None:
    page.goto("/me")
    page.get_by_role("main").get_by_role("link", name=RESULT).click()
    choose(page, "退回修改")
    first = page.get_by_role("group", name="理由 1", exact=True)
    fill_in(
        first,
        {
            "哪一项": "与现有技术和成本的对比",
            "存在的问题": "缺少与现有技术或成本的对比",
            "具体说明": "缺少成本对比",
        },
    )
    press(page, "提交处理意见")
    expect(page.get_by_text("审核结论已记录，并已通知发布人。")).to_be_visible()


def _mend_and_submit_again(page: Page) -> None:
    page.goto("/me")
    page.get_by_role("main").get_by_role("link", name=RESULT).click()
    expect(page.get_by_text("缺少成本对比").first).to_be_visible()
    press(page, "修改")
    follow(page, "技术内容")
    expect(page.get_by_text("缺少成本对比").first).to_be_visible()
    fill_in(page, {"与现有技术和成本的对比": COMPARISON})
    press(page, "保存并离开")
    follow(page, "核对并提交")
    page.get_by_role("main").get_by_role("checkbox").check()
    press(page, "提交审核")


def _publish(page: Page) -> None:
    page.goto("/desk/listings")
    follow(page, RESULT)
    expect(page.get_by_text(COMPARISON).first).to_be_visible()
    choose(page, "发布")
    press(page, "提交处理意见")
    expect(page.get_by_text("审核结论已记录，并已通知发布人。")).to_be_visible()


def _see_the_match(page: Page) -> None:
    page.goto("/me/listings")
    follow(page, DEMAND)
    matches = panel(page, "可能解决此需求的成果")
    match = matches.get_by_role("article").filter(has_text=RESULT)
    reload_until(page, match)
    expect(match).to_contain_text("资源与环境")
    expect(match).to_contain_text("煤矸石")
    match.get_by_role("link", name=RESULT).click()


def _ask_three_questions(page: Page) -> None:
    follow(page, "提出合作意向")
    fill_in(
        page,
        {
            "希望怎样合作？": "委托贵校开发适合我厂矸石的配方。",
            "还有哪些问题需要了解？": "矸石含碳量8%时强度能否保证?",
            "请介绍贵单位": "年产六千万块砖的建材企业。",
            "关联的本单位信息": DEMAND,
        },
    )
    press(page, "发出意向")
    expect(page.get_by_role("main").get_by_text("待答复").first).to_be_visible()


def _answer(page: Page) -> None:
    page.goto("/me/inquiries")
    page.get_by_role("main").get_by_role("link", name=RESULT).first.click()
    expect(page.get_by_text("矸石含碳量8%时强度能否保证?")).to_be_visible()
    fill_in(page, {"答复内容": "含碳量不超过10%时可以保证,愿意接受委托。"})
    press(page, "发出答复")


def _open_the_deal(page: Page) -> None:
    page.goto("/me")
    page.get_by_role("main").get_by_role("link", name=RESULT).first.click()
    expect(page.get_by_text("含碳量不超过10%时可以保证,愿意接受委托。")).to_be_visible()
    press(page, "进入洽谈，建立交易")
    expect(page).to_have_url(re.compile(r"/deals/\d+$"))


def _agree_on_terms(firm: Page, researcher: Page) -> None:
    follow(firm, "提出条款")
    choose(firm, "一口价")
    fill_in(
        firm,
        {
            "合同类型": "委托开发",
            "标的内容": "高强矸石免烧砖配方与养护工艺开发。",
            "交付内容": "配方、工艺规程和试制砖500块。",
            "验收标准和方式": "抗压强度不低于10 MPa。",
            "价款（或最低价）": "18",
            "最高价": "",
            "支付方式": "一次总算、分期支付",
            "首付款（入门费）": "8",
            "其中非技术性费用": "2",
            "开始日期": "2026-06-15",
            "结束日期": "2027-06-15",
        },
    )
    press(firm, "提出条款")
    press(firm, "确认第 1 号条款")
    researcher.goto("/me")
    researcher.get_by_role("main").get_by_role("link", name=RESULT).first.click()
    expect(researcher.get_by_text("高强矸石免烧砖配方与养护工艺开发。").first).to_be_visible()
    press(researcher, "确认第 1 号条款")
    expect(researcher.get_by_role("main").get_by_text("已达成一致").first).to_be_visible()


def _draft_the_contract(firm: Page, researcher: Page) -> None:
    firm.reload()
    press(firm, "生成合同")
    main = firm.get_by_role("main")
    for known in (UNIVERSITY, BUILDER, "180,000.00 元", "160,000.00 元", "委托开发"):
        expect(main.get_by_text(known).first).to_be_visible()
    follow(firm, "修改草稿")
    expect(field(firm, "标的的内容、范围和要求")).to_contain_text("高强矸石免烧砖")
    fill_in(
        firm,
        {
            "非技术性费用明细": "试制设备配件。",
            "知识产权": "技术秘密",
            "项目计划来源": "计划外",
            "社会经济目标": "环境保护、生态建设及污染防治",
        },
    )
    press(firm, "保存草稿")
    press(firm, "送双方签署")
    with firm.expect_download() as download:
        follow(firm, "下载合同（Word）")
    assert download.value.suggested_filename.endswith(".docx")
    assert download.value.path().read_bytes().startswith(b"PK")


def _sign(page: Page, name: str, folder: Path) -> None:
    page.goto("/contracts")
    page.get_by_role("main").get_by_role("link", name=RESULT).first.click()
    follow(page, "上传签署件")
    copy = folder / f"{name}.pdf"
    copy.write_bytes(PDF + name.encode())
    fill_in(
        page,
        {
            "签字人": name,
            "签字日期": "2026-06-15",
            "签字盖章的合同": copy,
        },
    )
    press(page, "上传签署件")
    expect(page.get_by_role("main").get_by_text(name).first).to_be_visible()


def _turnover(page: Page) -> Decimal:
    """Read this year's 合同成交额 of the output, in ten thousand yuan."""
    page.goto("/statistics")
    figure = page.locator("#output .kpi").filter(has_text="合同成交额")
    text = re.sub(r"[^0-9.]", "", figure.locator(".kpi-value").inner_text())
    return Decimal(text)


def _hand_in(page: Page) -> None:
    page.goto("/contracts")
    page.get_by_role("main").get_by_role("link", name=RESULT).first.click()
    press(page, "申请认定登记")
    press(page, "提交登记")
    expect(page.get_by_role("main").get_by_text("已提交").first).to_be_visible()


def _register(page: Page) -> None:
    page.goto("/registration")
    follow(page, RESULT)
    expect(page.get_by_text("高强矸石免烧砖配方与养护工艺开发。").first).to_be_visible()
    follow(page, "受理")
    press(page, "受理")
    press(page, "开始审查")
    follow(page, "予以登记")
    expect(field(page, "合同成交额")).to_have_value("180000")
    expect(field(page, "技术交易额")).to_have_value("160000")
    fill_in(page, {"合同登记编号": NUMBER, "登记日期": "2026-06-15"})
    press(page, "予以登记")
    expect(page.get_by_role("main").get_by_text(NUMBER)).to_be_visible()


def _receive_a_payment(page: Page) -> None:
    page.goto("/contracts")
    page.get_by_role("main").get_by_role("link", name=RESULT).first.click()
    follow(page, "登记到账")
    fill_in(page, {"到账日期": "2026-06-15", "金额": "80000"})
    press(page, "登记到账")
    payments = page.get_by_role("table", name="到账记录")
    expect(payments.get_by_role("row").filter(has_text="80,000.00 元")).to_be_visible()


def _open_what_stands_behind(page: Page) -> None:
    by_class = page.get_by_role("table", name=re.compile("按合同类别")).first
    row = by_class.get_by_role("row").filter(has_text="技术开发")
    row.get_by_role("link", name="元").first.click()
    entry = page.get_by_role("row").filter(has_text=NUMBER)
    for part in (RESULT, UNIVERSITY, BUILDER, "180,000.00 元", "160,000.00 元"):
        expect(entry).to_contain_text(part)


def _see_nothing_of_it_in_public(page: Page) -> None:
    """One contract alone would be readable from a sum, so the public sees none."""
    page.goto("/statistics")
    expect(page.locator("#output")).to_contain_text(
        "不公布：对应的合同过少，或者与另一口径对照会推算出单个合同。"
    )
    for secret in (RESULT, NUMBER, "18.00", "180,000.00"):
        expect(page.get_by_role("main")).not_to_contain_text(secret)
    answer = page.goto("/statistics/contracts?year=2026&basis=output")
    assert answer is not None
    assert answer.status == 404
