"""Forms of the moves that carry words: close, take down, review, attach."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs of 3.2
from wtforms.validators import InputRequired

from techmarket.kernel import clock
from techmarket.kernel.files import MAX_FILE_BYTES
from techmarket.listings.lifecycle import ListingKind
from techmarket.region.current import pack
from techmarket.web.code_fields import CodeRadioField
from techmarket.web.forms import Form, TextAreaField, TextField
from techmarket.web.i18n import current_language
from techmarket.web.uploads import UploadField

SUFFIXES = ("png", "jpg", "jpeg", "webp", "pdf", "docx", "xlsx", "pptx")


class CloseForm(Form):
    reason = CodeRadioField(_l("Why is it closed?"), "close_reason", [InputRequired()])
    note = TextAreaField(_l("Note"), maximum=1_000, rows=3)

    def only_for(self, kind: ListingKind) -> None:
        """Offer the reasons that fit this kind of listing."""
        self.reason.choices = [
            SelectChoice(value=code.code, label=code.name(current_language()))
            for code in pack().codes("close_reason", clock.today())
            if code.extra.get("applies_to", "both") in ("both", kind)
        ]


class TakeDownForm(Form):
    note = TextAreaField(
        _l("Why is it taken down?"),
        [InputRequired()],
        maximum=2_000,
        description=_l("The owner reads this."),
    )


class AttachmentForm(Form):
    file = UploadField(
        _l("File"),
        SUFFIXES,
        [InputRequired()],
        max_bytes=MAX_FILE_BYTES,
        description=_l("Image (PNG, JPEG, WebP), PDF, Word, Excel or PowerPoint; at most 20 MB."),
    )
    title = TextField(_l("What it shows"), maximum=120)
    level = RadioField(
        _l("Who may open it?"),
        choices=[
            SelectChoice(value="1", label=_l("Everybody")),
            SelectChoice(value="2", label=_l("Signed-in members of verified organisations")),
            SelectChoice(
                value="3", label=_l("Only people we name, under a confidentiality agreement")
            ),
        ],
        default="1",
    )


class ReviewForm(Form):
    """The decision; the reasons come as rows of field, code and words."""

    decision = RadioField(
        _l("Decision"),
        [InputRequired()],
        choices=[
            SelectChoice(value="publish", label=_l("Publish")),
            SelectChoice(value="return", label=_l("Return with reasons")),
            SelectChoice(value="reject", label=_l("Reject")),
        ],
    )
    reject_reason = CodeRadioField(_l("Reason of a rejection"), "reject_reason")
    note = TextAreaField(
        _l("Note to the author"), maximum=2_000, rows=3, description=_l("The author reads this.")
    )


class ReasonRow(Form):
    """One thing to mend, in a row of the review form; empty rows are left out."""

    class Meta:
        csrf = False

    place = SelectField(_l("Which field"), default="")
    code = SelectField(_l("What is wrong"), default="")
    text = TextField(_l("In words"), maximum=500)
