"""What listings announce."""

from dataclasses import dataclass

from techmarket.kernel.outbox import Event


@dataclass(frozen=True)
class ListingSubmitted(Event):
    listing_id: int


@dataclass(frozen=True)
class ListingReviewed(Event):
    """The operator published, returned or rejected a revision."""

    listing_id: int
    review_id: int


@dataclass(frozen=True)
class ListingIndexed(Event):
    """An indexed fact or the visibility of a listing changed; the index must follow."""

    listing_id: int


@dataclass(frozen=True)
class ListingLapsed(Event):
    listing_id: int
