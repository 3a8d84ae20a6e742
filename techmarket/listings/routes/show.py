"""The page of a listing, and its files."""

from flask import Response, render_template, send_file
from flask.typing import ResponseReturnValue

from techmarket.accounts.policies import is_operator
from techmarket.accounts.queries.people import names_of_people
from techmarket.accounts.signed_in import current_actor
from techmarket.kernel import clock
from techmarket.kernel.errors import NotFound
from techmarket.kernel.files import file_store
from techmarket.kernel.orm import transaction
from techmarket.listings.blocks import action_blocks, main_blocks
from techmarket.listings.content import draft_of
from techmarket.listings.models import Attachment, AttachmentKind, Listing, ListingRevision
from techmarket.listings.policies import (
    EVERYBODY,
    available_actions,
    is_of_owner,
    may_edit,
    may_know_of_attachment,
)
from techmarket.listings.queries.finding import get_attachment, newer_revision, shown_revision
from techmarket.listings.queries.timeline import list_moves
from techmarket.listings.routes.blueprint import listing_of, listings_bp
from techmarket.listings.services.attaching import record_download
from techmarket.web.downloads import send_attachment


@listings_bp.get("/<any(results, demands):section>/<int:listing_id>")
def show(section: str, listing_id: int) -> ResponseReturnValue:
    actor, listing = current_actor(), listing_of(section, listing_id)
    revision = shown_revision(actor, listing)
    is_inside = is_of_owner(actor, listing) or is_operator(actor)
    moves = list_moves(listing) if is_inside else []
    return render_template(
        "listings/show.html",
        listing=listing,
        revision=revision,
        newer=newer_revision(actor, listing),
        draft=draft_of(listing) if may_edit(actor, listing) else None,
        attachments=_known_attachments(listing, revision),
        actions=[str(action) for action in available_actions(actor, listing)],
        may_edit=may_edit(actor, listing),
        is_inside=is_inside,
        moves=moves,
        actors=names_of_people(move.actor_id for move in moves) if moves else {},
        days_to_confirm=_days_to_confirm(listing),
        action_blocks=action_blocks.draw(listing, actor),
        main_blocks=main_blocks.draw(listing, actor),
        is_demo=listing.is_demo,
    )


@listings_bp.get("/attachments/<int:attachment_id>")
def download(attachment_id: int) -> ResponseReturnValue:
    actor = current_actor()
    attachment = get_attachment(actor, attachment_id)
    if attachment.level != EVERYBODY:
        with transaction():
            record_download(actor, attachment)
    stored = attachment.file
    return send_attachment(file_store().path(stored.sha256), stored.name, stored.media_type)


@listings_bp.get("/attachments/<int:attachment_id>/image")
def image(attachment_id: int) -> ResponseReturnValue:
    attachment = get_attachment(current_actor(), attachment_id)
    if attachment.kind != AttachmentKind.IMAGE:
        raise NotFound("image", attachment_id)
    path = file_store().path(attachment.file.sha256).resolve()
    response: Response = send_file(path, mimetype=attachment.file.media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if attachment.level != EVERYBODY:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _known_attachments(listing: Listing, revision: ListingRevision) -> list[Attachment]:
    actor = current_actor()
    return [each for each in revision.attachments if may_know_of_attachment(actor, listing, each)]


def _days_to_confirm(listing: Listing) -> int | None:
    return None if listing.confirm_due_on is None else (listing.confirm_due_on - clock.today()).days
