"""Who saves a form that was opened before another page saved the same thing overwrites nothing."""

import re

import pytest

from techmarket.accounts.models import Role
from techmarket.contracts.models import PartySide
from techmarket.listings.lifecycle import ListingState
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.contracts import contract_in, party_member
from tests.factories.listings import DemandFactory
from tests.factories.registration import Desk, new_number

pytestmark = pytest.mark.usefixtures("session")

MARK = re.compile(r'name="seen" type="hidden" value="([^"]+)"')
PARTY = {"party_type": "100", "region": "210902", "industry": "B", "representative": "周"}
FACTS = {
    "subtype": "D1",
    "technology_field": "07",
    "turnover_fen": "1200000",
    "technical_fen": "840000",
}


def opened(client, url):
    """Open the form and return what its page carries unseen."""
    return {"seen": MARK.search(client.get(url).text)[1]}


@pytest.fixture
def demand():
    return DemandFactory(organisation=OrganisationFactory())


@pytest.fixture
def writer(sign_in, demand):
    demand.author = member(Role.ENTERPRISE, demand.organisation)
    return sign_in(demand.author)


def step(demand, name):
    return f"/demands/{demand.id}/edit/{name}"


def basics(demand):
    return {"organisation": demand.organisation_id, "title": "砖坯强度提升"}


class TestAnOrganisation:
    def test_keeps_what_the_first_tab_wrote(self, sign_in):
        admin = member(Role.ORG_ADMIN)
        firm, client = admin.memberships[0].organisation, sign_in(admin)
        url = f"/organisations/{firm.id}/edit"
        first, second = opened(client, url), opened(client, url)

        saved = client.post(url, data=first | {"region": "210911", "introduction": "专做铸造。"})
        refused = client.post(url, data=second | {"region": "210911", "introduction": "写了很久。"})

        assert (saved.status_code, refused.status_code) == (302, 409)
        assert firm.introduction == "专做铸造。"
        assert "写了很久。" in refused.text

    def test_shows_what_was_typed_but_not_what_the_page_carried(self, sign_in):
        admin = member(Role.ORG_ADMIN)
        url = f"/organisations/{admin.memberships[0].organisation_id}/edit"
        client = sign_in(admin)

        refused = client.post(url, data={"seen": "0", "region": "210911", "contact": "李主任"})

        assert "李主任" in refused.text
        assert ">seen<" not in refused.text

    def test_is_still_protected_after_a_refused_value(self, sign_in):
        admin = member(Role.ORG_ADMIN)
        url = f"/organisations/{admin.memberships[0].organisation_id}/edit"
        client = sign_in(admin)
        old = opened(client, url)
        client.post(url, data=old | {"region": "210911", "contact": "王主任"})

        again = client.post(url, data=old | {"region": "210911", "contact": "长" * 61})

        assert again.status_code == 422
        assert MARK.search(again.text)[1] == old["seen"]


class TestThePartyOfAContract:
    def test_keeps_what_the_first_tab_wrote(self, sign_in):
        contract = contract_in()
        (party,) = contract.latest_version.parties_on(PartySide.BUYER)
        client = sign_in(party_member(contract, PartySide.BUYER))
        url = f"/contracts/{contract.id}/parties/{party.id}/edit"
        first, second = opened(client, url), opened(client, url)

        saved = client.post(url, data=first | PARTY)
        refused = client.post(url, data=second | PARTY | {"representative": "写得晚的人"})

        assert (saved.status_code, refused.status_code) == (302, 409)
        assert party.representative == "周"
        assert "写得晚的人" in refused.text

    def test_does_not_mind_what_the_other_side_writes(self, sign_in):
        contract = contract_in()
        (buyer,) = contract.latest_version.parties_on(PartySide.BUYER)
        (seller,) = contract.latest_version.parties_on(PartySide.SELLER)
        ours = f"/contracts/{contract.id}/parties/{buyer.id}/edit"
        theirs = f"/contracts/{contract.id}/parties/{seller.id}/edit"
        client = sign_in(party_member(contract, PartySide.BUYER))
        other = sign_in(party_member(contract, PartySide.SELLER))
        before = opened(client, ours)
        other.post(theirs, data=opened(other, theirs) | PARTY)

        assert client.post(ours, data=before | PARTY).status_code == 302


class TestAStepOfAListing:
    def test_keeps_what_the_first_tab_wrote(self, writer, demand):
        url = step(demand, "substance")
        first, second = opened(writer, url), opened(writer, url)

        saved = writer.post(url, data=first | {"problem": "先写的。"})
        refused = writer.post(url, data=second | {"problem": "后写的,写了很久。"})

        assert (saved.status_code, refused.status_code) == (302, 409)
        assert demand.latest_revision.problem == "先写的。"
        assert "后写的,写了很久。" in refused.text

    def test_counts_the_name_shown_instead_of_the_firms(self, writer, demand):
        url = step(demand, "basics")
        same = basics(demand)
        writer.post(url, data=opened(writer, url) | same)
        first, second = opened(writer, url), opened(writer, url)

        writer.post(url, data=first | same | {"identity_masked": "y", "public_name": "某砖厂"})
        refused = writer.post(url, data=second | same)

        assert refused.status_code == 409
        assert demand.public_name == "某砖厂"

    def test_does_not_mind_other_steps(self, writer, demand):
        here, elsewhere = step(demand, "substance"), step(demand, "basics")
        before = opened(writer, here)
        writer.post(elsewhere, data=opened(writer, elsewhere) | basics(demand))

        assert writer.post(here, data=before | {"problem": "强度不足。"}).status_code == 302

    def test_can_be_gone_back_to_and_saved_again(self, writer, demand):
        url = step(demand, "substance")
        writer.post(url, data=opened(writer, url) | {"problem": "强度不足。"})
        next_page = writer.get(step(demand, "wishes"))
        back = writer.get(url)

        saved = writer.post(
            url, data={"seen": MARK.search(back.text)[1], "problem": "强度严重不足。"}
        )

        # The back button asks the server anew: no browser keeps a page of who is signed in.
        assert "no-store" in back.headers["Cache-Control"]
        assert next_page.status_code == 200
        assert saved.status_code == 302
        assert demand.latest_revision.problem == "强度严重不足。"

    def test_nobody_declares_what_was_changed_after_reading_it(self, writer, demand):
        check, substance = step(demand, "check"), step(demand, "substance")
        read = {"seen": MARK.search(writer.get(check).text)[1]}
        writer.post(substance, data=opened(writer, substance) | {"problem": "换了的内容。"})

        refused = writer.post(check, data=read | {"not_secret_declared": "y"})

        assert refused.status_code == 409
        assert demand.state == ListingState.DRAFT


class TestARegistration:
    def test_does_not_fix_amounts_over_a_newer_worksheet(self, sign_in):
        desk = Desk()
        case = desk.in_review()
        registrar = sign_in(desk.registrar)
        base = f"/registration/{case.id}"
        stale = opened(registrar, f"{base}/register")
        sheet = opened(registrar, f"{base}/facts") | FACTS | {"technical_fen": "600000"}
        assert registrar.post(f"{base}/facts", data=sheet).status_code == 302

        number = new_number()
        form = stale | FACTS | {"number": number, "registered_on": "2026-06-15"}
        refused = registrar.post(f"{base}/register", data=form)

        assert refused.status_code == 409
        assert number in refused.text
        assert case.latest_version is None

    def test_keeps_its_mark_when_a_value_of_the_worksheet_is_refused(self, sign_in):
        desk = Desk()
        case = desk.in_review()
        registrar = sign_in(desk.registrar)
        url = f"/registration/{case.id}/facts"
        old = opened(registrar, url)
        registrar.post(url, data=old | FACTS)

        again = registrar.post(url, data=old | FACTS | {"technical_fen": "viel"})

        assert again.status_code == 422
        assert MARK.search(again.text)[1] == old["seen"]
