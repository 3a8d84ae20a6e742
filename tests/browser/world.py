"""Who and what is in the market when the journeys begin; everything invented.

People are named by their Chinese name in the tests; `PEOPLE[name].email` and `PASSWORD` sign them
in. The world is made by the services that the pages use, step by step, so nothing in it could not
have come about through the browser.
"""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from techmarket.accounts.models import Organisation, OrganisationKind, Role, User
from techmarket.accounts.queries.organisations import find_organisation_by_name, list_offices
from techmarket.accounts.queries.people import find_user_by_email
from techmarket.accounts.services.memberships import request_membership
from techmarket.accounts.services.organisations import OrganisationFacts
from techmarket.accounts.services.passwords import hash_password
from techmarket.accounts.services.people import create_user
from techmarket.accounts.services.sowing import (
    create_operator,
    sow_member,
    sow_organisation,
    sow_region_organisations,
)
from techmarket.contracts.checks import DraftFacts, PartyFacts
from techmarket.contracts.models import Contract, PartySide
from techmarket.contracts.services.drafting import (
    create_contract,
    edit_draft,
    edit_party,
    offer_contract,
)
from techmarket.contracts.services.signing import sign_contract
from techmarket.deals.models import Deal
from techmarket.deals.services.deals import confirm_terms, propose_terms
from techmarket.deals.services.inquiries import accept_inquiry, answer_inquiry, send_inquiry
from techmarket.deals.services.notices import NoticeDraft, open_notice
from techmarket.deals.terms import TermsDraft
from techmarket.kernel import clock, outbox
from techmarket.kernel.files import SCAN_TYPES, file_store
from techmarket.kernel.orm import transaction
from techmarket.listings.index_documents import rebuild_index
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.models import Listing
from techmarket.listings.services.entering import Entry, enter_listing
from techmarket.region.current import pack
from techmarket.registration.services.application import open_case, submit_case
from tests.browser.listings import OPEN_DEMAND, PUBLIC_DEMANDS, PUBLIC_RESULTS
from tests.factories.base import invented_credit_code

PASSWORD = "journeys-2026-only"
UNIVERSITY, BUILDER, FOUNDRY = "样例矿业大学", "样例建材有限公司", "样例铸造有限公司"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LICENSED, LARGE = "矸石山自燃预警系统", "露天矿坑蓄能电站控制技术"


@dataclass(frozen=True)
class Person:
    """Who signs in with `email`, and as what."""

    email: str
    organisation: str
    roles: tuple[Role, ...]


PEOPLE = {
    "王研究员": Person("wang@example.test", UNIVERSITY, (Role.RESEARCHER,)),
    "李主任": Person("li@example.test", UNIVERSITY, (Role.ORG_ADMIN,)),
    "钱新人": Person("qian@example.test", UNIVERSITY, ()),
    "赵经理": Person("zhao@example.test", BUILDER, (Role.ENTERPRISE,)),
    "吴经理": Person("wu@example.test", FOUNDRY, (Role.ENTERPRISE,)),
    "周登记员": Person("zhou@example.test", "office", (Role.REGISTRAR,)),
    "孙复核": Person("sun@example.test", "office", (Role.SECOND_REVIEWER,)),
    "郑双岗": Person("zheng@example.test", "office", (Role.REGISTRAR, Role.SECOND_REVIEWER)),
    "何运营": Person("he@example.test", "operator", ()),
}
ORGANISATIONS = (
    OrganisationFacts(
        kind=OrganisationKind.UNIVERSITY,
        name=UNIVERSITY,
        credit_code=invented_credit_code(1),
        region="210911",
        party_type="022",
        industry="P",
        address="样例路1号",
        representative="李校长",
        is_public=True,
    ),
    OrganisationFacts(
        kind=OrganisationKind.ENTERPRISE,
        name=BUILDER,
        credit_code=invented_credit_code(2),
        region="210921",
        party_type="100",
        industry="C",
        address="样例路2号",
        representative="赵厂长",
    ),
    OrganisationFacts(
        kind=OrganisationKind.ENTERPRISE,
        name=FOUNDRY,
        credit_code=invented_credit_code(3),
        region="210922",
        party_type="100",
        industry="C",
        address="样例路3号",
        representative="吴厂长",
    ),
)


def sow_world() -> None:
    """Make people, listings and the two deals that the refusals begin with; index everything."""
    _sow_people(hash_password(PASSWORD))
    _sow_listings()
    _agree_on_licence()
    _submit_large_contract()
    rebuild_index()
    outbox.drain()


def person(name: str) -> User:
    """Return the row of someone of `PEOPLE`."""
    user = find_user_by_email(PEOPLE[name].email)
    assert user is not None
    return user


def organisation(name: str) -> Organisation:
    found = list_offices()[0] if name == "office" else find_organisation_by_name(name)
    assert found is not None
    return found


def _sow_people(password_hash: str) -> None:
    with transaction():
        sow_region_organisations(pack())
        for facts in ORGANISATIONS:
            sow_organisation(facts)
    with transaction():
        for name, one in PEOPLE.items():
            if one.organisation == "operator":
                create_operator(email=one.email, name=name, password_hash=password_hash)
                continue
            user = create_user(email=one.email, name=name, password_hash=password_hash)
            for role in one.roles:
                sow_member(user, organisation(one.organisation), role)
            if not one.roles:
                request_membership(user, organisation(one.organisation), Role.RESEARCHER)


def _sow_listings() -> None:
    with transaction():
        archive = organisation(pack().archive_organisation.name_zh)
        for values in PUBLIC_RESULTS:
            enter_listing(Entry(kind=ListingKind.RESULT, values=values), archive)
        for values in PUBLIC_DEMANDS:
            _enter(ListingKind.DEMAND, FOUNDRY, "吴经理", values)
        _enter(ListingKind.DEMAND, BUILDER, "赵经理", OPEN_DEMAND)


def _enter(kind: ListingKind, owner: str, author: str, values: dict[str, object]) -> Listing:
    entry = Entry(kind=kind, values=values)
    return enter_listing(entry, organisation(owner), author=person(author))


def _own_result(title: str, mode: str) -> Listing:
    """Publish a result of the university."""
    values: dict[str, object] = {
        "title": title,
        "summary": f"{title}已在两座样例矿山连续运行。",
        "technology_field": "07",
        "maturity": "pilot_tested",
        "modes": [mode],
    }
    return _enter(ListingKind.RESULT, UNIVERSITY, "王研究员", values)


def _agree(result: Listing, terms: TermsDraft) -> Deal:
    """Take the foundry's inquiry about `result` to a deal that both sides agreed on."""
    asking, owner = person("吴经理"), person("王研究员")
    foundry = organisation(FOUNDRY)
    inquiry = send_inquiry(
        asking,
        result,
        foundry,
        wanted="希望在我公司实施。",
        unclear="投资和工期还不清楚。",
        about_us="样例企业,有现成场地。",
    )
    answer_inquiry(owner, inquiry, "可以实施,工期约三个月。")
    deal = accept_inquiry(asking, inquiry)
    number = propose_terms(asking, deal, terms).number
    for one in (asking, owner):
        confirm_terms(one, deal, number)
    return deal


def _agree_on_licence() -> None:
    """The university licenses a result it owns for the state: a notice runs from today."""
    amount = 300_000_00
    terms = TermsDraft(
        contract_subtype="L2",
        license_mode="ordinary",
        object=LICENSED,
        pay_mode="lump",
        price_kind="fixed",
        price_min_fen=amount,
        price_max_fen=amount,
    )
    with transaction():
        deal = _agree(_own_result(LICENSED, "license_ordinary"), terms)
        notice = NoticeDraft(
            result_name=LICENSED,
            summary="监测矸石山温度并预警。",
            completers="王研究员",
            starts_on=clock.today(),
        )
        open_notice(person("王研究员"), deal, notice)


def _submit_large_contract() -> None:
    """A development contract of 6,000,000 yuan, signed by both, lies at the office."""
    amount = 6_000_000_00
    terms = TermsDraft(
        contract_subtype="D1",
        object=LARGE,
        pay_mode="lump",
        price_kind="fixed",
        price_min_fen=amount,
        price_max_fen=amount,
        ends_on=clock.today() + timedelta(days=400),
    )
    owner = person("王研究员")
    with transaction():
        deal = _agree(_own_result(LARGE, "codevelop"), terms)
    with transaction():
        contract = create_contract(owner, deal)
    with transaction():
        _complete(contract)
    _sign(contract, "王研究员", PartySide.SELLER)
    _sign(contract, "吴经理", PartySide.BUYER)
    with transaction():
        case = open_case(owner, contract)
        submit_case(owner, case)


def _complete(contract: Contract) -> None:
    owner = person("王研究员")
    version = contract.latest_version
    facts = DraftFacts(
        title=LARGE,
        technology_field="06",
        technical_fen=version.turnover_fen,
        ip="trade_secret",
        plan_source="none",
        objective="02",
        industry="D",
        subject="研究开发控制系统一套。",
    )
    edit_draft(owner, contract, seen_version=contract.version, facts=facts)
    for party in version.parties:
        signer = "王研究员" if party.side == PartySide.SELLER else "吴经理"
        edit_party(person(signer), contract, party_id=party.id, facts=PartyFacts.of(party))
    offer_contract(owner, contract, seen_version=contract.version)


def _sign(contract: Contract, name: str, side: PartySide) -> None:
    upload = file_store().receive(
        BytesIO(PDF + name.encode()), "签署页.pdf", allowed=SCAN_TYPES, field="file"
    )
    with transaction():
        version = contract.latest_version
        party = next(each for each in version.parties if each.side == side)
        sign_contract(
            person(name),
            contract,
            version_number=version.number,
            party_id=party.id,
            upload=upload,
            signed_by=party.representative,
            signed_on=clock.today(),
        )
