"""Results and demands for tests."""

from datetime import timedelta

import factory

from techmarket.kernel import clock
from techmarket.listings.lifecycle import ListingKind, ListingState, RevisionState
from techmarket.listings.models import DemandRevision, Listing, ResultRevision, RevisionMode
from tests.factories.accounts import OrganisationFactory
from tests.factories.base import ModelFactory


class RevisionFactory(ModelFactory):
    class Meta:
        abstract = True

    number = 1
    chain = "resources_environment"
    technology_field = "07"
    price_kind = "range"
    price_min_fen = 100_000_00
    price_max_fen = 300_000_00
    not_secret_declared = True


class ResultRevisionFactory(RevisionFactory):
    class Meta:
        model = ResultRevision

    title = "煤矸石免烧砖制备技术"
    summary = "以煤矸石为骨料,常温养护制备免烧砖,抗压强度大于 10 MPa。"
    problem = "煤矸石堆存占地并自燃。"
    maturity = "pilot_tested"
    trl = 6
    rights_basis = "unit"


class DemandRevisionFactory(RevisionFactory):
    class Meta:
        model = DemandRevision

    title = "矸石制砖强度不够"
    summary = "我公司想用矸石做砖,现有产品强度不够,希望找到成熟工艺。"
    problem = "强度只有 6 MPa。"
    indicators = "抗压强度达到 10 MPa 以上。"
    min_trl = 7
    deadline_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=180))


class ListingFactory(ModelFactory):
    """A draft by default; `published=True` for one that everybody sees."""

    class Meta:
        model = Listing

    class Params:
        published = factory.Trait(
            state=ListingState.PUBLISHED,
            published_at=factory.LazyFunction(clock.now),
            confirmed_at=factory.LazyFunction(clock.now),
            confirm_due_on=factory.LazyFunction(lambda: clock.today() + timedelta(days=90)),
            valid_until_on=factory.LazyFunction(lambda: clock.today() + timedelta(days=365)),
            index_version=1,
            revision__state=RevisionState.PUBLISHED,
        )
        in_review = factory.Trait(
            state=ListingState.IN_REVIEW, revision__state=RevisionState.IN_REVIEW
        )

    kind = ListingKind.RESULT
    organisation = factory.SubFactory(OrganisationFactory, public_university=True)
    review_every_days = 90
    revision = factory.RelatedFactory(ResultRevisionFactory, factory_related_name="listing")


class ResultFactory(ListingFactory):
    """A result of a public university."""


class DemandFactory(ListingFactory):
    """A demand of an enterprise."""

    kind = ListingKind.DEMAND
    organisation = factory.SubFactory(OrganisationFactory)
    revision = factory.RelatedFactory(DemandRevisionFactory, factory_related_name="listing")


def add_modes(listing: Listing, *modes: str) -> None:
    """Let the latest revision of `listing` offer or want these modes."""
    listing.latest_revision.modes.extend(RevisionMode(mode=mode) for mode in modes)
