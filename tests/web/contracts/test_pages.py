"""Contracts in the browser: making, writing, offering, reading."""

from io import BytesIO

import pytest
from docx import Document

from techmarket.accounts.models import Role
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import PartySide
from techmarket.contracts.queries import find_contract_of_deal
from techmarket.kernel.orm import db
from tests.factories.accounts import OrganisationFactory, UserFactory, member
from tests.factories.contracts import InstalmentFactory, contract_in, party_member
from tests.factories.deals import NoticeFactory, agreed_deal, licensed_deal, seller

pytestmark = pytest.mark.usefixtures("session")


def page(contract, rest=""):
    return f"/contracts/{contract.id}{rest}"


def draft_fields(contract, **changes):
    version = contract.latest_version
    fields = {
        "seen_version": contract.version,
        "title": version.title,
        "technology_field": version.technology_field,
        "ip": version.ip,
        "plan_source": version.plan_source,
        "objective": version.objective,
        "industry": version.industry,
        "technical_fen": "840000",
        "non_technical_note": version.non_technical_note,
        "subject": version.subject,
    }
    return fields | changes


class TestMaking:
    def test_from_the_deals_page_to_the_draft_nothing_is_typed(self, sign_in):
        deal = agreed_deal()
        client = sign_in(seller(deal))

        assert f'action="/deals/{deal.id}/contract"' in client.get(f"/deals/{deal.id}").text
        answer = client.post(f"/deals/{deal.id}/contract")

        contract = find_contract_of_deal(deal.id)
        assert answer.headers["Location"] == page(contract)
        text = client.get(page(contract)).text
        assert deal.buyer_org.name in text
        assert "180,000.00" in text

    def test_the_second_tab_is_told_that_it_is_made(self, sign_in):
        deal = agreed_deal()
        client = sign_in(seller(deal))
        client.post(f"/deals/{deal.id}/contract")

        assert client.post(f"/deals/{deal.id}/contract").status_code == 409

    def test_while_the_notice_runs_the_page_says_why_not(self, sign_in):
        deal = licensed_deal()
        NoticeFactory(deal=deal)
        client = sign_in(seller(deal))

        answer = client.post(f"/deals/{deal.id}/contract?lang=en")

        assert answer.status_code == 409
        assert "The public notice has not ended yet." in answer.text
        assert f'action="/deals/{deal.id}/contract"' not in client.get(f"/deals/{deal.id}").text

    def test_a_stranger_does_not_find_the_deal(self, sign_in):
        client = sign_in(member(Role.ENTERPRISE))

        assert client.post(f"/deals/{agreed_deal().id}/contract").status_code == 404


class TestReading:
    @pytest.mark.parametrize("state", list(ContractState))
    @pytest.mark.parametrize("side", list(PartySide))
    def test_the_page_opens_in_every_state_for_every_side(self, sign_in, state, side):
        contract = contract_in(state, agency=OrganisationFactory())
        InstalmentFactory(contract=contract)

        answer = sign_in(party_member(contract, side)).get(page(contract))

        assert answer.status_code == 200
        assert contract.latest_version.title in answer.text

    def test_a_registrar_reads_the_signed_contract(self, sign_in):
        contract = contract_in(ContractState.SIGNED)

        assert sign_in(member(Role.REGISTRAR)).get(page(contract)).status_code == 200

    @pytest.mark.parametrize(
        "rest", ["", "/edit", "/sign", "/versions/1.docx", "/instalments", "/payments/new"]
    )
    def test_for_a_stranger_nothing_of_it_exists(self, sign_in, rest):
        contract = contract_in(ContractState.OFFERED)

        assert sign_in(member(Role.ENTERPRISE)).get(page(contract, rest)).status_code == 404

    def test_a_visitor_is_asked_to_sign_in(self, client):
        answer = client.get(page(contract_in()))

        assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (302, True)

    def test_my_list_holds_mine_only(self, sign_in):
        mine, other = contract_in(title="本单位的合同"), contract_in(title="别人的合同")

        text = sign_in(party_member(mine, PartySide.SELLER)).get("/contracts").text

        assert "本单位的合同" in text
        assert other.latest_version.title not in text

    def test_an_empty_list_says_where_contracts_come_from(self, sign_in):
        text = sign_in(UserFactory()).get("/contracts?lang=en").text

        assert "A contract is drafted from a deal" in text

    def test_tabs_narrow_the_list(self, sign_in):
        contract = contract_in(ContractState.OFFERED)
        client = sign_in(party_member(contract, PartySide.SELLER))

        assert contract.number in client.get("/contracts?list=signing").text
        assert contract.number not in client.get("/contracts?list=draft").text
        assert contract.number in client.get("/contracts?list=nonsense").text

    def test_the_word_document_comes_under_its_chinese_name(self, sign_in):
        contract = contract_in()

        answer = sign_in(party_member(contract, PartySide.BUYER)).get(
            page(contract, "/versions/1.docx")
        )

        assert "filename*=UTF-8''%E6%8A%80%E6%9C%AF" in answer.headers["Content-Disposition"]
        assert Document(BytesIO(answer.data)).core_properties.title == contract.latest_version.title

    def test_a_version_that_never_was_is_not_found(self, sign_in):
        contract = contract_in()
        client = sign_in(party_member(contract, PartySide.BUYER))

        assert client.get(page(contract, "/versions/2.docx")).status_code == 404

    def test_what_people_wrote_is_shown_as_text(self, sign_in):
        contract = contract_in(title="<b>题目</b>", subject="<script>alert(1)</script>")

        text = sign_in(party_member(contract, PartySide.SELLER)).get(page(contract)).text

        assert "<script>alert(1)" not in text
        assert "&lt;b&gt;题目" in text


class TestWriting:
    def test_the_draft_is_saved(self, sign_in):
        contract = contract_in()
        client = sign_in(party_member(contract, PartySide.SELLER))

        answer = client.post(page(contract, "/edit"), data=draft_fields(contract, title="新名称"))

        assert answer.status_code == 302
        assert contract.latest_version.title == "新名称"

    def test_a_wrong_amount_is_named_at_its_field_and_the_rest_kept(self, sign_in):
        contract = contract_in()
        client = sign_in(party_member(contract, PartySide.SELLER))

        answer = client.post(
            page(contract, "/edit?lang=en"),
            data=draft_fields(contract, technical_fen="9,000,000", subject="写了很久的一段话"),
        )

        assert answer.status_code == 422
        assert 'id="technical_fen-error"' in answer.text
        assert "写了很久的一段话" in answer.text
        assert 'value="9,000,000"' in answer.text

    def test_an_older_tab_overwrites_nothing_and_shows_what_was_typed(self, sign_in):
        contract = contract_in()
        client = sign_in(party_member(contract, PartySide.SELLER))
        older = draft_fields(contract, title="旧窗口的名称")
        client.post(page(contract, "/edit"), data=draft_fields(contract, title="新窗口的名称"))

        answer = client.post(page(contract, "/edit"), data=older)

        assert answer.status_code == 409
        assert "旧窗口的名称" in answer.text
        assert contract.latest_version.title == "新窗口的名称"

    def test_an_offered_contract_has_no_form(self, sign_in):
        contract = contract_in(ContractState.OFFERED)

        answer = sign_in(party_member(contract, PartySide.SELLER)).get(page(contract, "/edit"))

        assert answer.status_code == 409

    def test_a_party_writes_its_own_facts(self, sign_in):
        contract = contract_in()
        (party,) = contract.latest_version.parties_on(PartySide.BUYER)
        client = sign_in(party_member(contract, PartySide.BUYER))
        url = page(contract, f"/parties/{party.id}/edit")
        facts = {"party_type": "100", "region": "210902", "industry": "B", "representative": "周"}

        assert client.get(url).status_code == 200
        assert client.post(url, data=facts).status_code == 302
        assert (party.region, party.industry, party.representative) == ("210902", "B", "周")

    def test_a_region_outside_the_lists_stays_choosable(self, sign_in):
        contract = contract_in()
        (party,) = contract.latest_version.parties_on(PartySide.BUYER)
        party.region = "210102"
        client = sign_in(party_member(contract, PartySide.BUYER))

        text = client.get(page(contract, f"/parties/{party.id}/edit")).text

        assert '<option selected value="210102">' in text

    def test_the_other_sides_facts_are_not_to_be_written(self, sign_in):
        contract = contract_in()
        (party,) = contract.latest_version.parties_on(PartySide.BUYER)
        client = sign_in(party_member(contract, PartySide.SELLER))

        assert client.get(page(contract, f"/parties/{party.id}/edit")).status_code == 403

    def test_gaps_lead_to_their_fields_and_hide_the_button(self, sign_in):
        contract = contract_in(objective=None)

        text = sign_in(party_member(contract, PartySide.SELLER)).get(page(contract)).text

        assert f'href="{page(contract, "/edit")}#objective"' in text
        assert f'action="{page(contract, "/offer")}"' not in text

    def test_a_complete_draft_is_sent_out(self, sign_in):
        contract = contract_in()
        client = sign_in(party_member(contract, PartySide.SELLER))
        assert f'action="{page(contract, "/offer")}"' in client.get(page(contract)).text

        answer = client.post(page(contract, "/offer"), data={"seen_version": contract.version})

        assert (answer.status_code, contract.state) == (302, ContractState.OFFERED)

    def test_offering_what_one_has_not_read_is_refused(self, sign_in):
        contract = contract_in()
        client = sign_in(party_member(contract, PartySide.SELLER))

        answer = client.post(page(contract, "/offer"), data={"seen_version": "x"})

        assert (answer.status_code, contract.state) == (409, ContractState.DRAFTED)

    def test_the_agent_sees_no_buttons_and_gets_403(self, sign_in):
        contract = contract_in(agency=OrganisationFactory())
        client = sign_in(party_member(contract, PartySide.INTERMEDIARY))

        assert page(contract, "/edit") not in client.get(page(contract)).text
        assert client.get(page(contract, "/edit")).status_code == 403
        assert client.post(page(contract, "/offer")).status_code == 403

    def test_back_to_drafting_asks_what_has_to_change(self, sign_in):
        contract = contract_in(ContractState.OFFERED)
        client = sign_in(party_member(contract, PartySide.SELLER))
        url, seen = page(contract, "/redraft"), contract.version

        assert client.get(url).status_code == 200
        assert client.post(url, data={"seen_version": seen, "note": ""}).status_code == 422
        client.post(url, data={"seen_version": seen, "note": "改期限"})

        assert (contract.state, contract.latest_version.number) == (ContractState.DRAFTED, 2)

    def test_giving_up_asks_for_a_reason(self, sign_in):
        contract = contract_in()
        client = sign_in(party_member(contract, PartySide.SELLER))

        assert client.post(page(contract, "/cancel"), data={}).status_code == 422
        client.post(page(contract, "/cancel"), data={"reason": "price"})

        assert contract.state == ContractState.CANCELLED


def test_the_list_takes_the_same_queries_for_two_as_for_many(sign_in, count_queries):
    first = contract_in()
    owner = first.latest_version.parties_on(PartySide.SELLER)[0].organisation
    client = sign_in(party_member(first, PartySide.SELLER))
    contract_in(seller=owner)
    with count_queries() as few:
        client.get("/contracts")
    for _each in range(8):
        contract_in(seller=owner)
    db.session.commit()

    with count_queries() as many:
        client.get("/contracts")

    assert len(many) == len(few)
