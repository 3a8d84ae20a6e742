"""The sections of Civil Code art. 845 in Chinese, written from the agreed terms.

A technology contract in this market is a Chinese document whatever the page's language, so these
sentences are content and not labels. What the parties may still change as a fact (days, technical
amount) is not written here: the document takes it from the facts, so that the two cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from techmarket.contracts.capitals import amount_in_capitals
from techmarket.deals.amounts import AgreedAmounts
from techmarket.deals.models import DealTerms
from techmarket.kernel.money import Money
from techmarket.region.current import pack

LANGUAGE = "zh"
EQUITY_SUBTYPE = "T9"

# What one side owes the other, by class (Civil Code arts. 851, 862, 878).
PURPOSE: Mapping[str, str] = {
    "D": "{seller}按照约定完成下列研究开发工作并交付成果，{buyer}接受成果并支付经费和报酬：",
    "T": "{seller}将下列技术成果的有关权利转让给{buyer}，{buyer}支付转让费：",
    "L": "{seller}以{licence}的方式许可{buyer}实施下列技术成果，{buyer}支付许可使用费：",
    "C": "{seller}就下列特定技术项目进行科学分析，向{buyer}提交咨询意见，{buyer}支付咨询报酬：",
    "S": "{seller}以技术知识为{buyer}解决下列特定技术问题，{buyer}支付服务报酬：",
}
EQUITY_PURPOSE = "{seller}以下列技术成果作价向{buyer}出资，{buyer}办理相应的股权登记："
MANNER = "{seller}按照约定提交工作成果和技术资料，{buyer}按照约定提供必要的条件和资料并及时验收。"
CONFIDENTIALITY = (
    "双方对订立和履行本合同中知悉的对方技术秘密和经营信息负有保密义务，未经对方书面同意，"
    "不得向第三方披露，也不得用于本合同以外的目的。本义务在合同终止后继续有效。"
)
IP_OWNERSHIP: Mapping[str, str] = {
    "D": "因履行本合同产生的技术成果，其知识产权的归属和使用按照《中华人民共和国民法典》"
    "关于技术开发合同的规定确定。",
    "T": "{seller}保证对所转让的技术成果享有合法权利。后续改进的技术成果归作出改进的一方所有。",
    "L": "{seller}保证对所许可的技术成果享有合法权利。后续改进的技术成果归作出改进的一方所有。",
    "C": "{seller}利用{buyer}提供的资料完成的新的技术成果归{seller}所有，"
    "{buyer}利用{seller}的工作成果完成的新的技术成果归{buyer}所有。",
    "S": "{seller}利用{buyer}提供的资料完成的新的技术成果归{seller}所有，"
    "{buyer}利用{seller}的工作成果完成的新的技术成果归{buyer}所有。",
}
ACCEPTANCE = "由{buyer}按照本合同约定的技术要求组织验收；验收合格的，双方签署书面验收意见。"
DEFINITIONS = (
    "“技术成果”指本合同标的条款所述的技术方案及其资料。"
    "“技术交易额”指合同总价款扣除购置设备、仪器、零部件、原材料等非技术性费用后的余额。"
)
CLOSING = (
    "本合同未尽事宜，由双方协商并以书面形式补充约定。履行本合同发生争议的，双方协商解决；"
    "协商不成的，依法向有管辖权的人民法院提起诉讼。"
)


@dataclass(frozen=True)
class RoleNames:
    """What the law calls the two sides: 研究开发人 and 委托人, 让与人 and 受让人 …."""

    seller: str
    buyer: str


def role_names(subtype: str, language: str = LANGUAGE) -> RoleNames:
    """Return the names of both sides for a subtype, from the region pack."""
    extra = pack().get_code("contract_subtype", subtype).extra
    return RoleNames(extra[f"seller_role_{language}"], extra[f"buyer_role_{language}"])


def written_amount(fen: int) -> str:
    """Write an amount in figures and in capital characters."""
    return f"人民币{Money(fen).yuan:,.2f}元（大写：{amount_in_capitals(fen)}）"


def written_day(day: date) -> str:
    """Write a business date the way contracts do."""
    return f"{day.year}年{day.month}月{day.day}日"


def draft_sections(terms: DealTerms, contract_class: str, amounts: AgreedAmounts) -> dict[str, str]:
    """Write every section of a contract's first version, by the name of its column."""
    names = role_names(terms.contract_subtype)
    words = {"seller": names.seller, "buyer": names.buyer, "licence": _licence(terms)}
    return {
        "subject": _subject(terms, contract_class).format(**words) + f"\n{_object(terms)}",
        "performance": MANNER.format(**words),
        "confidentiality": terms.confidentiality or CONFIDENTIALITY,
        "ip_ownership": terms.ip_ownership or IP_OWNERSHIP[contract_class].format(**words),
        "acceptance": terms.acceptance or ACCEPTANCE.format(**words),
        "payment_terms": _payment(terms, amounts),
        "definitions": DEFINITIONS,
        "other_terms": "\n".join(text for text in (terms.note, CLOSING) if text),
    }


def _subject(terms: DealTerms, contract_class: str) -> str:
    return EQUITY_PURPOSE if terms.contract_subtype == EQUITY_SUBTYPE else PURPOSE[contract_class]


def _licence(terms: DealTerms) -> str:
    return pack().label("license_mode", terms.license_mode, LANGUAGE)


def _object(terms: DealTerms) -> str:
    return "\n".join(
        text
        for text in (terms.object, f"交付内容：{terms.deliverables}" * bool(terms.deliverables))
        if text
    )


def _payment(terms: DealTerms, amounts: AgreedAmounts) -> str:
    lines = [
        f"合同总价款为{written_amount(amounts.turnover_fen)}。",
        f"支付方式：{pack().label('pay_mode', terms.pay_mode, LANGUAGE)}。",
        *_royalty(terms),
        "各期款项的时间和金额按本合同所附付款计划执行。",
    ]
    return "\n".join(lines)


def _royalty(terms: DealTerms) -> list[str]:
    if terms.royalty_bp is None:
        return []
    share = f"{terms.royalty_bp / 100:g}%"
    cap = terms.royalty_cap_fen
    limit = f"，累计支付的价款以{written_amount(cap)}为限" if cap else ""
    return [f"除上述可以确定的价款外，另按约定的收益基数提成，提成比例为{share}{limit}。"]
