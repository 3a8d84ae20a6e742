"""The search documents of listings: made from published ones, kept in step by the outbox."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from techmarket.accounts.events import OrganisationRenamed
from techmarket.kernel import clock
from techmarket.kernel.orm import db, transaction
from techmarket.listings.events import ListingIndexed
from techmarket.listings.lifecycle import ListingState
from techmarket.listings.models import Listing, ListingRevision, ResultRevision
from techmarket.listings.price import price_band
from techmarket.listings.services.announcing import announce_indexed
from techmarket.listings.texts import running_texts
from techmarket.region.current import pack
from techmarket.search.current import engine
from techmarket.search.port import Key, Put, Remove

READ_AT_ONCE = 200
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class IndexDrift:
    """Where index and database differ: not in the index, there without right, of old version."""

    missing: tuple[Key, ...]
    surplus: tuple[Key, ...]
    stale: tuple[Key, ...]

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.surplus) + len(self.stale)


def index_document(listing: Listing) -> Put | Remove:
    """Return the document of a published listing, or its removal."""
    key, revision = Key(str(listing.kind), listing.id), listing.current_revision
    if listing.state != ListingState.PUBLISHED or revision is None:
        return Remove(key, listing.index_version)
    facets = {
        "chain": _codes(revision.chain),
        "technology_field": _codes(revision.technology_field),
        "mode": tuple(mode.mode for mode in revision.modes),
        "price_band": (price_band(revision),),
        "region": () if listing.identity_masked else _codes(listing.organisation.region),
        "organisation_kind": (str(listing.organisation.kind),),
    }
    numbers: dict[str, int] = {}
    if isinstance(revision, ResultRevision):
        facets["maturity"] = _codes(revision.maturity)
        if revision.trl is not None:
            numbers["trl"] = revision.trl
    return Put(
        key=key,
        version=listing.index_version,
        title=revision.title,
        body="\n".join(running_texts(revision)),
        keywords=tuple(revision.keywords),
        names=_names(listing, revision),
        facets=facets,
        numbers=numbers,
        confirmed_on=listing.confirmed_at.astimezone(clock.zone()).date()
        if listing.confirmed_at
        else None,
    )


def apply_indexed(events: Sequence[ListingIndexed]) -> None:
    """Bring the index in step with the listings named (consumer `search-index`; repeatable)."""
    ids = list(dict.fromkeys(event.listing_id for event in events))
    found = db.session.scalars(_with_content().where(Listing.id.in_(ids))).unique().all()
    engine().apply([index_document(listing) for listing in found])


def follow_renamed(events: Sequence[OrganisationRenamed]) -> None:
    """Let the index follow an organisation's new name (consumer `listing-owners`; repeatable)."""
    ids = {event.organisation_id for event in events}
    query = sa.select(Listing).where(
        Listing.organisation_id.in_(ids), Listing.state == ListingState.PUBLISHED
    )
    with transaction():
        for listing in db.session.scalars(query):
            announce_indexed(listing)


def rebuild_index() -> int:
    """Build the index anew from every published listing; return how many there are."""
    count = 0

    def documents() -> Iterator[Put]:
        nonlocal count
        for document in _list_documents():
            count += 1
            yield document

    engine().rebuild(documents())
    return count


def check_index() -> IndexDrift:
    """Compare keys and versions of the index with the published listings."""
    wanted = dict(_list_versions())
    present = dict(engine().versions())
    return IndexDrift(
        missing=tuple(sorted(wanted.keys() - present.keys())),
        surplus=tuple(sorted(present.keys() - wanted.keys())),
        stale=tuple(
            sorted(key for key in wanted.keys() & present.keys() if wanted[key] != present[key])
        ),
    )


def count_drift() -> tuple[int, int]:
    """Return how many documents the index holds and by how many it differs in number."""
    published = sa.select(sa.func.count()).where(Listing.state == ListingState.PUBLISHED)
    documents = engine().document_count()
    return documents, abs(documents - (db.session.scalar(published) or 0))


def _with_content() -> sa.Select[Listing]:
    return sa.select(Listing).options(
        selectinload(Listing.current_revision).selectinload(ListingRevision.modes)
    )


def _list_documents() -> Iterator[Put]:
    last = 0
    while True:
        query = _with_content().where(Listing.state == ListingState.PUBLISHED, Listing.id > last)
        batch = db.session.scalars(query.order_by(Listing.id).limit(READ_AT_ONCE)).unique().all()
        if not batch:
            return
        for listing in batch:
            document = index_document(listing)
            if isinstance(document, Put):
                yield document
        last = batch[-1].id


def _list_versions() -> Iterator[tuple[Key, int]]:
    query = sa.select(Listing.kind, Listing.id, Listing.index_version).where(
        Listing.state == ListingState.PUBLISHED
    )
    for kind, listing_id, version in db.session.execute(query):
        yield Key(str(kind), listing_id), version


def _names(listing: Listing, revision: ListingRevision) -> tuple[str, ...]:
    """Whose it is, as the public may know it: a masked demand has its public name only."""
    if listing.identity_masked:
        return (listing.public_name,) if listing.public_name else ()
    place = pack().place(listing.organisation.region, "zh")
    owner = [listing.organisation.display_name(language) for language in LANGUAGES]
    completers = revision.completers if isinstance(revision, ResultRevision) else ""
    return tuple(dict.fromkeys(name for name in (*owner, completers, place) if name))


def _codes(code: str | None) -> tuple[str, ...]:
    return (code,) if code else ()
