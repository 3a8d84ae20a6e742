"""What the form of the first terms begins with: nothing that a listing says is typed twice."""

import pytest

from techmarket.deals.terms import contract_class_of, starting_values
from tests.factories.deals import DealFactory
from tests.factories.listings import DemandFactory, ResultFactory, add_modes

pytestmark = pytest.mark.usefixtures("session")


def values_of(*modes, **price):
    said = {f"revision__{name}": value for name, value in price.items()}
    result = ResultFactory(published=True, **said)
    add_modes(result, *modes)
    return starting_values(DealFactory(result=result))


@pytest.mark.parametrize(
    ("mode", "subtype", "licence"),
    [
        ("license_exclusive", "L1", "exclusive"),
        ("transfer", "T1", None),
        ("equity", "T9", None),
        ("codevelop", "D1", None),
        ("service", "S1", None),
        ("consulting", "C1", None),
    ],
)
def test_the_mode_of_the_listing_chooses_the_contract(mode, subtype, licence):
    values = values_of(mode)

    assert (values["contract_subtype"], values["license_mode"]) == (subtype, licence)


@pytest.mark.parametrize("modes", [(), ("trial_first",), ("negotiable",)])
def test_a_mode_without_a_contract_leaves_the_choice_open(modes):
    assert "contract_subtype" not in values_of(*modes)


def test_the_mode_that_both_listings_name_goes_first():
    result, demand = ResultFactory(published=True), DemandFactory(published=True)
    add_modes(result, "codevelop", "transfer")
    add_modes(demand, "transfer")

    values = starting_values(DealFactory(result=result, demand=demand))

    assert contract_class_of(values["contract_subtype"]) == "T"


def test_a_fixed_price_is_one_amount():
    values = values_of(price_kind="fixed", price_min_fen=500, price_max_fen=None)

    assert (values["price_min_fen"], values["price_max_fen"]) == (500, 500)


@pytest.mark.parametrize(
    ("price", "pay_mode"),
    [
        ({}, "lump"),
        ({"milestones": [{"name": "验收", "amount_fen": 1}]}, "instalment"),
        ({"royalty_bp": 300}, "royalty"),
        ({"royalty_bp": 300, "upfront_fen": 1}, "entry_royalty"),
    ],
)
def test_the_parts_of_the_price_choose_the_way_of_payment(price, pay_mode):
    assert values_of(**price)["pay_mode"] == pay_mode


def test_a_deal_without_listings_begins_with_its_title():
    deal = DealFactory()
    deal.result = None

    assert starting_values(deal) == {"object": deal.title}
