"""What is obligatory, how complete a draft is, and when two revisions say the same."""

from datetime import date

import pytest

from techmarket.listings.content import (
    ADVISED,
    CODE_LIST,
    OBLIGATORY,
    REVISION_CLASS,
    STEPS,
    completeness,
    digest_of,
    fields_of,
    missing_fields,
    step_of,
    write_values,
)
from techmarket.listings.forms.labels import FIELD_LABELS
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.models import Listing

WHOLE = {
    ListingKind.RESULT: {
        "title": "煤矸石免烧砖",
        "summary": "常温养护。",
        "technology_field": "07",
        "industry": "C",
        "maturity": "pilot_tested",
        "completers": "王研究员",
        "modes": ["service"],
        "price_kind": "negotiable",
        "not_secret_declared": True,
    },
    ListingKind.DEMAND: {
        "title": "矸石砖强度不够",
        "technology_field": "07",
        "problem": "只有 6 MPa。",
        "indicators": "10 MPa。",
        "deadline_on": date(2027, 1, 1),
        "modes": ["service"],
        "price_kind": "negotiable",
        "not_secret_declared": True,
    },
}


def draft(kind, **changes):
    revision = REVISION_CLASS[kind](kind=kind, title="", keywords=[])
    write_values(revision, {**WHOLE[kind], **changes})
    return revision


def missing(kind, **changes):
    listing = Listing(kind=kind, identity_masked=False, public_name="")
    return [each.field for each in missing_fields(listing, draft(kind, **changes))]


@pytest.mark.parametrize("kind", list(ListingKind))
def test_what_has_every_starred_field_lacks_nothing(kind):
    assert missing(kind) == []


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind in ListingKind for field in OBLIGATORY[kind]]
)
def test_each_starred_field_is_named_when_it_is_empty(kind, field):
    empty = {"title": "", "modes": [], "not_secret_declared": False, "price_kind": "fixed"}

    assert missing(kind, **{field: empty.get(field)}) == [field]


@pytest.mark.parametrize("title", ["砖机砖", "砖" * 81])
def test_a_title_has_four_to_eighty_characters(title):
    assert missing(ListingKind.RESULT, title=title) == ["title"]


def test_a_range_needs_both_ends():
    assert missing(ListingKind.RESULT, price_kind="range", price_min_fen=100) == ["price_kind"]


def test_a_masked_demand_needs_the_name_to_show_instead():
    listing = Listing(kind=ListingKind.DEMAND, identity_masked=True, public_name="")

    found = missing_fields(listing, draft(ListingKind.DEMAND))

    assert [(each.field, each.step) for each in found] == [("public_name", "basics")]


@pytest.mark.parametrize("kind", list(ListingKind))
def test_every_obligatory_or_advised_field_stands_in_a_step_and_has_a_name(kind):
    for field in (*OBLIGATORY[kind], *ADVISED[kind]):
        assert field in STEPS[kind][step_of(kind, field)]
        assert field in FIELD_LABELS


@pytest.mark.parametrize("kind", list(ListingKind))
def test_every_field_is_a_column_of_the_revision(kind):
    columns = {*REVISION_CLASS[kind].__mapper__.all_orm_descriptors.keys()}

    assert set(fields_of(kind)) <= columns
    assert set(CODE_LIST) & set(fields_of(kind)) <= columns


def test_completeness_counts_what_is_advised_too():
    listing = Listing(kind=ListingKind.RESULT)

    assert completeness(listing, draft(ListingKind.RESULT)) == 52
    assert completeness(listing, draft(ListingKind.RESULT, trl=6)) == 58


def test_equal_content_has_one_digest_whatever_the_order():
    assert digest_of({"title": "砖", "modes": ["a"], "trl": None}) == digest_of(
        {"modes": ["a"], "title": "砖", "summary": ""}
    )


def test_other_content_has_another_digest():
    assert digest_of({"deadline_on": date(2027, 1, 1)}) != digest_of(
        {"deadline_on": date(2027, 1, 2)}
    )
