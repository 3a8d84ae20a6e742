"""The Word document holds the whole contract."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from techmarket.contracts.document import SECTIONS, build_document, contract_title
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import PartySide
from tests.factories.accounts import OrganisationFactory
from tests.factories.contracts import InstalmentFactory, contract_in, party_of

pytestmark = pytest.mark.usefixtures("session")


def text_of(version):
    word = Document(BytesIO(build_document(version)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    running = word.sections[0].header.paragraphs[0].text
    return "\n".join([running, *(each.text for each in word.paragraphs), *cells])


def test_number_title_parties_and_every_section_stand_in_it():
    contract = contract_in(
        ContractState.OFFERED,
        **{name: f"本条内容 {name}" for name, _heading in SECTIONS},
    )
    version = contract.latest_version

    text = text_of(version)

    assert contract.number in text
    assert version.title in text
    for name, heading in SECTIONS:
        assert heading in text
        assert f"本条内容 {name}" in text
    for party in version.parties:
        assert party.name in text
        assert party.credit_code in text


def test_amounts_stand_in_figures_and_capitals():
    text = text_of(contract_in().latest_version)

    assert "人民币1,200,000.00元（大写：壹佰贰拾万元整）" in text
    assert "人民币840,000.00元（大写：捌拾肆万元整）" in text
    assert "人民币360,000.00元（大写：叁拾陆万元整）" in text


def test_the_payment_plan_is_a_table():
    contract = contract_in()
    InstalmentFactory(contract=contract, due_on=date(2026, 9, 1), amount_fen=40_000_000)

    text = text_of(contract.latest_version)

    assert "2026年9月1日" in text
    assert "400,000.00" in text
    assert "中试完成" in text


@pytest.mark.parametrize(
    ("subtype", "contract_class", "title", "seller", "buyer"),
    [
        ("D1", "D", "技术开发（委托开发）合同", "研究开发人", "委托人"),
        ("T1", "T", "技术转让（专利权转让）合同", "让与人", "受让人"),
        ("T9", "T", "技术转让（技术入股）合同", "出资人", "被投资企业"),
        ("L1", "L", "技术许可（专利实施许可）合同", "许可人", "被许可人"),
        ("C1", "C", "技术咨询合同", "受托人", "委托人"),
        ("S2", "S", "技术服务（技术培训）合同", "培训人", "委托人"),
    ],
)
def test_the_law_names_the_sides_by_class(subtype, contract_class, title, seller, buyer):
    version = contract_in(subtype=subtype, contract_class=contract_class).latest_version

    text = text_of(version)

    assert contract_title(version) == title
    assert title in text
    assert f"乙方（{seller}）" in text
    assert f"甲方（{buyer}）" in text


def test_the_days_are_those_of_the_facts():
    version = contract_in(begins_on=date(2026, 7, 1), ends_on=None).latest_version

    assert "合同期限：自2026年7月1日起至各方义务履行完毕之日止。" in text_of(version)


def test_a_licence_says_of_which_kind():
    version = contract_in(subtype="L1", contract_class="L", license_mode="sole").latest_version

    assert "许可方式：排他许可" in text_of(version)


def test_the_intermediary_is_the_third_party():
    agency = OrganisationFactory(name="样例技术转移中心")

    text = text_of(contract_in(agency=agency).latest_version)

    assert "丙方（中介方）：样例技术转移中心（盖章）" in text


def test_several_parties_of_one_side_are_numbered(session):
    version = contract_in().latest_version
    second = party_of(PartySide.SELLER, OrganisationFactory(name="样例研究院"))
    second.ordinal = 2
    version.parties.append(second)
    session.flush()
    session.expire_all()

    assert "乙方2（研究开发人）：样例研究院（盖章）" in text_of(version)


def test_a_draft_says_so_and_a_fixed_version_does_not():
    draft, fixed = contract_in(), contract_in(ContractState.OFFERED)

    assert "草稿，不作签署之用" in text_of(draft.latest_version)
    assert "草稿" not in text_of(fixed.latest_version)


def test_any_text_is_written_as_it_is():
    text = 'A&B <公司> "引号" 😀 ]]>'

    assert text in text_of(contract_in(subject=text).latest_version)
