"""What stands in a market before anybody signs up."""

import pytest

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Role
from techmarket.accounts.queries.organisations import (
    find_operator_organisation,
    find_organisation_by_name,
    list_offices,
    list_organisations,
)
from techmarket.accounts.services.sowing import (
    create_operator,
    sow_member,
    sow_region_organisations,
)
from techmarket.kernel.errors import AlreadyExists, InvalidInput, NotFound
from techmarket.kernel.history import check_chains
from techmarket.region.current import pack
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.usefixtures("session")


def test_archive_operator_and_offices_come_from_the_pack_once():
    first, second = sow_region_organisations(pack()), sow_region_organisations(pack())

    assert len(first) == 2 + len(pack().offices)
    assert second == []
    assert {each.state for each in first} == {OrganisationState.VERIFIED}


def test_each_of_them_is_found_by_what_it_is():
    sow_region_organisations(pack())

    assert find_operator_organisation().name == pack().operator_organisation.name_zh
    assert [each.name for each in list_offices()] == [each.name_zh for each in pack().offices]


def test_the_archive_is_no_organisation_to_visit():
    sow_region_organisations(pack())

    archive = find_organisation_by_name(pack().archive_organisation.name_zh)
    assert archive.is_archive
    assert archive not in list_organisations().entries


def test_the_first_operator_runs_the_market_and_its_organisation():
    sow_region_organisations(pack())

    user = create_operator(email="He@Example.test", name="何运营", password_hash="unusable")

    assert user.email == "he@example.test"
    assert user.roles_in(find_operator_organisation().id) == {Role.OPERATOR, Role.ORG_ADMIN}
    assert list(check_chains()) == []


def test_an_operator_needs_the_operators_organisation_and_a_free_address():
    with pytest.raises(NotFound):
        create_operator(email="he@example.test", name="何运营", password_hash="unusable")

    sow_region_organisations(pack())
    create_operator(email="he@example.test", name="何运营", password_hash="unusable")
    with pytest.raises(AlreadyExists):
        create_operator(email="HE@example.test", name="何运营", password_hash="unusable")


def test_even_the_market_itself_gives_no_role_that_does_not_fit():
    with pytest.raises(InvalidInput):
        sow_member(UserFactory(), OrganisationFactory(), Role.REGISTRAR)
