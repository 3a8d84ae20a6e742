"""The contract as a Word document: the text that both sides print, seal and sign.

Always in Chinese, whatever the language of the page. A draft says so on every page.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell

from techmarket.contracts.models import (
    ContractParty,
    ContractVersion,
    PartySide,
    PlannedPayment,
)
from techmarket.contracts.wording import LANGUAGE, role_names, written_amount, written_day
from techmarket.kernel.money import Money
from techmarket.region.current import pack

BODY_FONT, HEAD_FONT = "宋体", "黑体"
LATIN_FONT = "Times New Roman"
ORDINALS = "一二三四五六七八九十"
SECTIONS = (
    ("subject", "标的的内容、范围和要求"),
    ("performance", "履行的计划、期限和方式"),
    ("confidentiality", "技术情报和资料的保密"),
    ("ip_ownership", "技术成果的归属和收益的分享"),
    ("acceptance", "验收标准和方法"),
    ("payment_terms", "价款、报酬及其支付"),
    ("definitions", "名词和术语的解释"),
    ("other_terms", "其他约定"),
)
NOTHING_AGREED = "双方未作特别约定。"
# The buyer is named first, as in the ministry's model texts.
PLACES = ((PartySide.BUYER, "甲方"), (PartySide.SELLER, "乙方"), (PartySide.INTERMEDIARY, "丙方"))


def build_document(version: ContractVersion) -> bytes:
    """Write one version of a contract as .docx and return its bytes."""
    word = Document()
    _set_page(word, version)
    _write_head(word, version)
    _write_parties(word, version)
    for place, (name, heading) in enumerate(SECTIONS):
        _write_heading(word, f"第{ORDINALS[place]}条　{heading}")
        if name == "performance":
            _write_text(word, f"合同期限：自{_begin(version)}起至{_end(version)}止。")
        _write_text(word, getattr(version, name) or NOTHING_AGREED)
        if name == "payment_terms":
            _write_money(word, version)
    _write_signatures(word, version)
    _write_annex(word, version)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def contract_title(version: ContractVersion) -> str:
    """Return the heading of the document: class, and subtype where it says more."""
    kind = pack().label("contract_class", version.contract_class, LANGUAGE)
    subtype = pack().label("contract_subtype", version.subtype, LANGUAGE)
    return f"{kind}合同" if subtype in kind else f"{kind}（{subtype}）合同"


def party_titles(version: ContractVersion) -> list[tuple[str, ContractParty]]:
    """Return every party with its place and role: 甲方（委托人）, 乙方（研究开发人） …."""
    roles = role_names(version.subtype)
    role_of = {
        PartySide.BUYER: roles.buyer,
        PartySide.SELLER: roles.seller,
        PartySide.INTERMEDIARY: "中介方",
    }
    titles = []
    for side, place in PLACES:
        parties = version.parties_on(side)
        for count, party in enumerate(parties, start=1):
            number = str(count) if len(parties) > 1 else ""
            titles.append((f"{place}{number}（{role_of[side]}）", party))
    return titles


def payment_plan(version: ContractVersion) -> Sequence[PlannedPayment]:
    """Return the plan as frozen with the version; of a draft, the plan as it stands."""
    if version.frozen_at is not None:
        return version.payment_plan
    return [
        PlannedPayment(
            due_on=each.due_on.isoformat(), amount_fen=each.amount_fen, condition=each.condition
        )
        for each in version.contract.instalments
    ]


def _set_page(word: WordDocument, version: ContractVersion) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.8)
    normal = word.styles["Normal"]
    if isinstance(normal, ParagraphStyle):
        normal.font.name, normal.font.size = LATIN_FONT, Pt(12)
        normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY_FONT)
        normal.paragraph_format.line_spacing = 1.4
    running = f"合同编号：{version.contract.number}　第{version.number}版"
    if version.frozen_at is None:
        running += "　草稿，不作签署之用"
    section.header.paragraphs[0].text = running
    section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    section.footer.paragraphs[0].text = pack().market_name(LANGUAGE)
    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.core_properties.title = version.title
    word.core_properties.author = pack().market_name(LANGUAGE)


def _write_head(word: WordDocument, version: ContractVersion) -> None:
    _write_heading(word, contract_title(version), size=20, centred=True)
    _write_text(word, f"项目名称：{version.title}\n合同编号：{version.contract.number}")
    if version.license_mode:
        mode = pack().label("license_mode", version.license_mode, LANGUAGE)
        _write_text(word, f"许可方式：{mode}")


def _write_parties(word: WordDocument, version: ContractVersion) -> None:
    titles = party_titles(version)
    table = _new_table(word, ["", *(title for title, _party in titles)])
    for label, name in (
        ("名称", "name"),
        ("统一社会信用代码", "credit_code"),
        ("法定代表人", "representative"),
        ("住所", "address"),
        ("联系人", "contact"),
        ("联系电话", "phone"),
    ):
        _add_row(table, [label, *(getattr(party, name) or "" for _title, party in titles)])
    _write_text(
        word,
        "依据《中华人民共和国民法典》的规定，各方经平等协商，就上述项目订立本合同，共同遵守。",
    )


def _write_money(word: WordDocument, version: ContractVersion) -> None:
    non_technical = version.turnover_fen - version.technical_fen
    rows = [
        ("合同成交额", written_amount(version.turnover_fen)),
        ("技术交易额", written_amount(version.technical_fen)),
        ("非技术性费用", written_amount(non_technical) if non_technical else "无"),
        ("非技术性费用明细", version.non_technical_note or "无"),
        ("支付方式", pack().label("pay_mode", version.pay_mode, LANGUAGE)),
    ]
    _write_table(word, ["项目", "内容"], rows)
    plan = payment_plan(version)
    if plan:
        _write_text(word, "付款计划：")
        _write_table(word, ["期次", "付款日期", "金额（元）", "付款条件"], _plan_rows(plan))


def _plan_rows(plan: Iterable[PlannedPayment]) -> Iterator[tuple[str, str, str, str]]:
    for count, line in enumerate(plan, start=1):
        due = written_day(date.fromisoformat(line["due_on"]))
        yield f"第{count}期", due, f"{Money(line['amount_fen']).yuan:,.2f}", line["condition"]


def _write_signatures(word: WordDocument, version: ContractVersion) -> None:
    _write_heading(word, "签署")
    for title, party in party_titles(version):
        _write_text(
            word,
            f"{title}：{party.name}（盖章）\n"
            "法定代表人或委托代理人（签字）：________________\n"
            "签订日期：________年____月____日\n",
        )


def _write_annex(word: WordDocument, version: ContractVersion) -> None:
    """List what the registration form asks, so that paper and form cannot differ."""
    _write_heading(word, "附　认定登记所需事项")
    coded = (
        ("技术领域", "technology_field", version.technology_field),
        ("知识产权", "ip", version.ip),
        ("项目计划来源", "plan_source", version.plan_source),
        ("社会经济目标", "objective", version.objective),
        ("技术服务的国民经济行业", "industry", version.industry),
    )
    rows = [(label, pack().label(list_name, code, LANGUAGE)) for label, list_name, code in coded]
    rows.append(("合同有效期限", f"{_begin(version)}至{_end(version)}"))
    rows.append(("是否关联交易", "是" if version.is_related else "否"))
    for title, party in party_titles(version):
        rows.append((f"{title}性质", pack().label("party_type", party.party_type, LANGUAGE)))
        rows.append((f"{title}所在地", pack().place(party.region, LANGUAGE)))
        rows.append((f"{title}所属行业", pack().label("industry", party.industry, LANGUAGE)))
    _write_table(word, ["事项", "内容"], rows)


def _begin(version: ContractVersion) -> str:
    return written_day(version.begins_on) if version.begins_on else "合同生效之日"


def _end(version: ContractVersion) -> str:
    return written_day(version.ends_on) if version.ends_on else "各方义务履行完毕之日"


def _write_heading(word: WordDocument, text: str, *, size: int = 14, centred: bool = False) -> None:
    paragraph = word.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = True, Pt(size), LATIN_FONT
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEAD_FONT)  # noqa: SLF001 - python-docx has no setter for East Asian fonts
    paragraph.paragraph_format.keep_with_next = True
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write_text(word: WordDocument, text: str) -> None:
    for line in text.split("\n"):
        word.add_paragraph(line)


def _write_table(
    word: WordDocument, headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    table = _new_table(word, headings)
    for row in rows:
        _add_row(table, row)


def _new_table(word: WordDocument, headings: Sequence[str]) -> Table:
    table: Table = word.add_table(rows=1, cols=len(headings), style="Table Grid")
    _fill(table.rows[0].cells, headings)
    return table


def _add_row(table: Table, texts: Sequence[str]) -> None:
    _fill(table.add_row().cells, texts)  # type: ignore[no-untyped-call]  # python-docx leaves it bare


def _fill(cells: Sequence[_Cell], texts: Sequence[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text
