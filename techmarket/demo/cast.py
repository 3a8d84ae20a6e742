"""The cast: invented organisations with right credit codes, and their people."""

from techmarket.accounts.models import Organisation, OrganisationKind, Role
from techmarket.accounts.queries.organisations import find_organisation_by_name
from techmarket.accounts.services.memberships import request_membership
from techmarket.accounts.services.organisations import OrganisationFacts
from techmarket.accounts.services.people import create_user
from techmarket.accounts.services.sowing import sow_member, sow_organisation
from techmarket.demo.stage import Stage
from techmarket.kernel.errors import NotFound
from techmarket.region.checks import credit_code_check_digit
from techmarket.region.current import pack
from techmarket.region.tables import Row

# RFC 2606: no address under this domain can ever be a real one.
MAIL_DOMAIN = "demo.invalid"
NO_REGION = "000000"
APPROVED = "approved"
SPEAKING_ROLES = frozenset({Role.RESEARCHER, Role.ENTERPRISE})


def login_of(person: Row) -> str:
    """Return the address under which a person of the demo market signs in."""
    return f"{person.text('login')}@{MAIL_DOMAIN}"


def enter_cast(stage: Stage, password_hash: str) -> None:
    """Make every organisation and person of the script."""
    stage.organisations["office"] = _region_organisation(pack().offices[0].name_zh)
    stage.organisations["operator"] = _region_organisation(pack().operator_organisation.name_zh)
    for number, row in enumerate(stage.script.organisations, start=1):
        stage.organisations[row.text("key")] = sow_organisation(_facts(row, number), is_demo=True)
    for person in stage.script.people:
        _enter(stage, person, password_hash)


def invented_credit_code(party_type: str, number: int) -> str:
    """Return a code with region part 000000 and a right check digit (domain.md §7.5)."""
    kind = pack().get_code("party_type", party_type)
    if not kind.extra.get("credit_prefixes") and kind.parent:
        kind = pack().get_code("party_type", kind.parent)
    prefix = kind.extra["credit_prefixes"].split("|")[0]
    first17 = f"{prefix}{NO_REGION}MADEM{number:04d}"
    return first17 + credit_code_check_digit(first17)


def _region_organisation(name: str) -> Organisation:
    found = find_organisation_by_name(name)
    if found is None:
        raise NotFound("organisation", name)
    return found


def _facts(row: Row, number: int) -> OrganisationFacts:
    return OrganisationFacts(
        kind=OrganisationKind(row.text("kind")),
        name=row.text("name"),
        name_en=row.text("name_en"),
        credit_code=invented_credit_code(row.text("party_type"), number),
        region=row.text("region"),
        zone=row.optional("zone"),
        party_type=row.text("party_type"),
        industry=row.text("industry"),
        address=row.text("address"),
        representative=row.text("representative"),
        contact=row.text("representative"),
        introduction=row.text("introduction"),
        is_public=row.text("is_public") == "yes",
    )


def _enter(stage: Stage, person: Row, password_hash: str) -> None:
    user = create_user(
        email=login_of(person),
        name=person.text("name"),
        password_hash=password_hash,
        is_demo=True,
    )
    stage.people[person.text("login")] = user
    organisation = stage.organisations[person.text("organisation")]
    role = Role(person.text("role"))
    if person.text("state") != APPROVED:
        request_membership(user, organisation, role)
        return
    sow_member(user, organisation, role)
    if role in SPEAKING_ROLES:
        stage.speakers.setdefault(organisation.id, user)
