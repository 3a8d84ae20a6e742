"""The deal room in the browser."""

from techmarket.accounts.models import Role
from techmarket.deals.lifecycle import DealState
from techmarket.deals.models import Deal
from techmarket.kernel.orm import db
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.deals import DealFactory, TermsFactory, agreed_deal, buyer, seller

TERMS = {
    "based_on": "0",
    "contract_subtype": "D1",
    "object": "免烧砖配方委托开发",
    "pay_mode": "instalment",
    "price_kind": "fixed",
    "price_min_fen": "18",
    "upfront_fen": "8",
    "milestones-0-name": "验收合格",
    "milestones-0-amount_fen": "10",
    "non_technical_fen": "3",
}


def stored(deal):
    return db.session.get(Deal, deal.id)


def test_a_stranger_does_not_find_the_deal(sign_in):
    deal = DealFactory()
    client = sign_in(member(Role.ENTERPRISE))

    assert client.get(f"/deals/{deal.id}").status_code == 404
    assert client.get(f"/deals/{deal.id}/terms/new").status_code == 404
    assert client.post(f"/deals/{deal.id}/confirm", data={"number": 1}).status_code == 404


def test_both_sides_see_the_room(sign_in):
    deal = TermsFactory().deal

    for person in (seller(deal), buyer(deal)):
        page = sign_in(person).get(f"/deals/{deal.id}")
        assert page.status_code == 200
        assert deal.seller_org.name in page.text
        assert deal.buyer_org.name in page.text


def test_terms_are_proposed_with_all_their_parts(sign_in):
    deal = DealFactory()

    answer = sign_in(seller(deal)).post(f"/deals/{deal.id}/terms/new", data=TERMS)

    terms = stored(deal).latest_terms
    assert answer.status_code == 302
    assert (terms.price_min_fen, terms.price_max_fen) == (180_000_00, 180_000_00)
    assert (terms.upfront_fen, terms.non_technical_fen) == (80_000_00, 30_000_00)
    assert terms.milestones == [{"name": "验收合格", "amount_fen": 100_000_00}]


def test_the_form_begins_with_the_latest_terms(sign_in):
    deal = TermsFactory(acceptance="抗压强度不低于 10 MPa").deal

    page = sign_in(buyer(deal)).get(f"/deals/{deal.id}/terms/new")

    assert "抗压强度不低于 10 MPa" in page.text
    assert 'name="based_on" type="hidden" value="1"' in page.text


def test_there_is_always_room_for_one_more_part(sign_in):
    parts = [{"name": f"第{number}笔", "amount_fen": 100} for number in range(6)]
    deal = TermsFactory(milestones=parts).deal

    page = sign_in(buyer(deal)).get(f"/deals/{deal.id}/terms/new")

    assert "第5笔" in page.text
    assert 'name="milestones-6-name"' in page.text


def test_wrong_terms_come_back_with_the_error_at_the_field(sign_in):
    deal = DealFactory()
    wrong = TERMS | {"upfront_fen": "9"}

    answer = sign_in(seller(deal)).post(f"/deals/{deal.id}/terms/new", data=wrong)

    assert answer.status_code == 422
    assert "upfront_fen-error" in answer.text
    assert "免烧砖配方委托开发" in answer.text
    assert stored(deal).terms == []


def test_a_licence_needs_its_mode(sign_in):
    deal = DealFactory()

    answer = sign_in(seller(deal)).post(
        f"/deals/{deal.id}/terms/new", data=TERMS | {"contract_subtype": "L1"}
    )

    assert answer.status_code == 422
    assert "license_mode-error" in answer.text


def test_half_a_milestone_is_refused_at_its_row(sign_in):
    deal = DealFactory()
    half = TERMS | {"milestones-1-name": "投产"}

    answer = sign_in(seller(deal)).post(f"/deals/{deal.id}/terms/new", data=half)

    assert answer.status_code == 422
    assert "milestones-1-amount_fen-error" in answer.text


def test_terms_written_on_an_old_page_are_a_conflict_and_not_lost(sign_in):
    deal = TermsFactory().deal

    answer = sign_in(buyer(deal)).post(f"/deals/{deal.id}/terms/new", data=TERMS)

    assert answer.status_code == 409
    assert "免烧砖配方委托开发" in answer.text


def test_both_sides_confirm_and_the_deal_is_agreed(sign_in):
    deal = TermsFactory().deal

    for person in (seller(deal), buyer(deal)):
        answer = sign_in(person).post(f"/deals/{deal.id}/confirm", data={"number": 1})
        assert answer.status_code == 302

    assert stored(deal).state == DealState.AGREED


def test_confirming_in_a_second_tab_is_a_conflict(sign_in):
    deal = TermsFactory().deal
    client = sign_in(seller(deal))
    client.post(f"/deals/{deal.id}/confirm", data={"number": 1})

    assert client.post(f"/deals/{deal.id}/confirm", data={"number": 1}).status_code == 409


def test_confirming_an_old_number_is_a_conflict(sign_in):
    terms = TermsFactory()
    TermsFactory(deal=terms.deal, number=2)

    answer = sign_in(buyer(terms.deal)).post(f"/deals/{terms.deal.id}/confirm", data={"number": 1})

    assert answer.status_code == 409


def test_a_confirmation_without_a_number_is_refused(sign_in):
    deal = TermsFactory().deal

    assert sign_in(buyer(deal)).post(f"/deals/{deal.id}/confirm").status_code == 422


def test_changes_to_the_terms_before_are_said_in_words(sign_in):
    first = TermsFactory(acceptance="样品合格")
    TermsFactory(deal=first.deal, number=2, acceptance="抗压强度达到 10 MPa")

    page = sign_in(buyer(first.deal)).get(f"/deals/{first.deal.id}").text

    assert "抗压强度达到 10 MPa" in page
    assert page.count("样品合格") == 2  # as what stood before, and in the earlier terms


def test_a_member_of_a_suspended_organisation_reads_only(sign_in):
    deal = TermsFactory(deal__buyer_org=OrganisationFactory(state="suspended")).deal
    client = sign_in(buyer(deal))

    assert client.get(f"/deals/{deal.id}").status_code == 200
    assert client.get(f"/deals/{deal.id}/terms/new").status_code == 403
    assert client.post(f"/deals/{deal.id}/confirm", data={"number": 1}).status_code == 403


def test_an_agent_is_named_and_reads_the_deal(sign_in):
    deal, agency = DealFactory(), OrganisationFactory(kind="agency")
    agent = member(Role.AGENT, agency)

    answer = sign_in(seller(deal)).post(
        f"/deals/{deal.id}/agent", data={"membership_id": agent.memberships[0].id}
    )

    client = sign_in(agent)
    assert answer.status_code == 302
    assert client.get(f"/deals/{deal.id}").status_code == 200
    assert client.post(f"/deals/{deal.id}/confirm", data={"number": 1}).status_code == 403
    assert deal.title in client.get("/deals").text


def test_a_person_who_is_no_agent_cannot_be_named(sign_in):
    deal, other = DealFactory(), member(Role.ENTERPRISE)

    answer = sign_in(seller(deal)).post(
        f"/deals/{deal.id}/agent", data={"membership_id": other.memberships[0].id}
    )

    assert answer.status_code == 422
    assert stored(deal).agent is None


def test_a_deal_is_ended_with_a_reason(sign_in):
    deal = DealFactory()
    client = sign_in(buyer(deal))

    without = client.post(f"/deals/{deal.id}/abandon", data={})
    given = client.post(f"/deals/{deal.id}/abandon", data={"reason": "price", "note": "差距大"})

    assert (without.status_code, given.status_code) == (422, 302)
    assert stored(deal).state == DealState.ABANDONED


def test_no_terms_are_proposed_in_an_ended_deal(sign_in):
    deal = DealFactory(state=DealState.ABANDONED)
    client = sign_in(seller(deal))

    assert client.get(f"/deals/{deal.id}/terms/new").status_code == 409
    assert client.post(f"/deals/{deal.id}/terms/new", data=TERMS).status_code == 409
    assert client.get(f"/deals/{deal.id}").status_code == 200


def test_my_deals_show_what_comes_next(sign_in):
    deal = agreed_deal()

    page = sign_in(buyer(deal)).get("/deals")

    assert deal.title in page.text
    assert sign_in(buyer(deal)).get("/deals?list=ended").status_code == 200


def test_the_list_needs_a_fixed_number_of_queries(sign_in, count_queries):
    university, firm = OrganisationFactory(public_university=True), OrganisationFactory()
    person = member(Role.ENTERPRISE, firm)
    client = sign_in(person)

    def counted():
        with count_queries() as statements:
            client.get("/deals")
        return len(statements)

    agreed_deal(university, firm)
    few = counted()
    for _ in range(4):
        agreed_deal(university, firm)

    assert counted() == few
