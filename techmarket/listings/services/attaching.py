"""Files of a draft: attach, describe, remove."""

import sqlalchemy as sa

from techmarket.accounts.models import User
from techmarket.kernel import history
from techmarket.kernel.errors import Conflict, InvalidInput
from techmarket.kernel.files import DOCUMENT_TYPES, IMAGE_TYPES, Upload, add_stored_file
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor, require
from techmarket.listings.content import draft_of
from techmarket.listings.models import Attachment, AttachmentKind, Listing
from techmarket.listings.policies import EVERYBODY, may_edit

ALLOWED_TYPES = IMAGE_TYPES | DOCUMENT_TYPES
MOST_OF_A_KIND = 10  # domain.md §7.1: images (<= 10); documents the same
MOST_SECRET = 3
LONGEST_TITLE = 120
ATTACHMENT_CHAIN = "attachment"


def attach(actor: User, listing: Listing, upload: Upload, *, level: int, title: str) -> Attachment:
    """Add a received file to the draft, open to `level` (1 everybody … 3 named people).

    Raises NotAllowed, Conflict("no_draft"), InvalidInput("level" | "title" | "file", …).
    """
    require(may_edit, actor, listing)
    draft = draft_of(listing)
    if draft is None:
        raise Conflict("no_draft")
    if not EVERYBODY <= level <= MOST_SECRET:
        raise InvalidInput("level", "out_of_range")
    if len(title) > LONGEST_TITLE:
        raise InvalidInput("title", "too_long")
    is_image = upload.media_type in IMAGE_TYPES
    kind = AttachmentKind.IMAGE if is_image else AttachmentKind.DOCUMENT
    if sum(each.kind == kind for each in draft.attachments) >= MOST_OF_A_KIND:
        raise InvalidInput("file", "too_many_files")
    attachment = Attachment(
        file=add_stored_file(upload, actor.id),
        kind=kind,
        level=level,
        title=title,
        ordinal=max((each.ordinal for each in draft.attachments), default=0) + 1,
    )
    draft.attachments.append(attachment)
    return attachment


def detach(actor: User, listing: Listing, attachment_id: int) -> None:
    """Take a file out of the draft; the bytes stay for revisions that show it.

    Raises NotAllowed, Conflict("no_draft") when the file is not one of the draft's.
    """
    require(may_edit, actor, listing)
    draft = draft_of(listing)
    if draft is None or attachment_id not in {each.id for each in draft.attachments}:
        raise Conflict("no_draft")
    db.session.execute(sa.delete(Attachment).where(Attachment.id == attachment_id))
    db.session.expire(draft, ["attachments"])


def record_download(actor: Actor, attachment: Attachment) -> None:
    """Remember who opened a file that is not for everybody."""
    history.record(ATTACHMENT_CHAIN, attachment.id, actor=actor, action="download")
