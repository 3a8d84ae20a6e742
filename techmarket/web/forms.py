"""The base of every form, its texts and dates, and the validators that forms share."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.i18n import translations
from wtforms import DateField as WtfDateField
from wtforms import Field, HiddenField, StringField
from wtforms import TextAreaField as WtfTextAreaField
from wtforms.validators import Length, StopValidation

from techmarket.kernel import clock
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.text import clean_text
from techmarket.web.sentences import sentence_for

LONGEST_LINE = 200
LONGEST_TEXT = 5_000
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")


class _Words:
    """The sentences of validators: ours where the catalogue has them, else the library's."""

    def gettext(self, sentence: str) -> str:
        ours = str(_(sentence))
        return ours if ours != sentence else str(translations.gettext(sentence))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(translations.ngettext(one, many, number))


class Form(FlaskForm):
    """A form of ours; errors of services come back to the field by `refuse`."""

    class Meta(FlaskForm.Meta):
        """What all our forms have in common."""

        def get_translations(self, _form: object) -> _Words:
            """Prefer the market's own words for what a field lacks."""
            return _Words()

    def refuse(self, error: InvalidInput) -> None:
        """Show a service's `InvalidInput` at its field, or above the form if it has none here."""
        sentence = sentence_for(error.reason)
        field = self._fields.get(error.field)
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]


class SeenForm(Form):
    """A form over something that others write too: it carries what its page showed.

    `seen` is a version number or a mark, for the service's `require_unchanged`.
    """

    seen = HiddenField()


class TextField(StringField):
    """One line of text, trimmed; `maximum` counts characters."""

    def __init__(
        self,
        label: Any = None,  # noqa: ANN401 - a lazy string of an untyped library
        validators: Sequence[Any] = (),
        *,
        maximum: int = LONGEST_LINE,
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        options.setdefault("filters", [clean_text])
        super().__init__(label, [*validators, Length(max=maximum)], **options)


class TextAreaField(WtfTextAreaField):
    """Several lines of text, trimmed; `maximum` counts characters, `rows` is its height."""

    def __init__(
        self,
        label: Any = None,  # noqa: ANN401 - a lazy string of an untyped library
        validators: Sequence[Any] = (),
        *,
        maximum: int = LONGEST_TEXT,
        rows: int = 5,
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        options.setdefault("filters", [clean_text])
        options.setdefault("render_kw", {"rows": rows})
        super().__init__(label, [*validators, Length(max=maximum)], **options)


class DateField(WtfDateField):
    """A business date from the browser's calendar, or typed: 2026-11-22, 2026/11/22, 2026年…."""

    def __init__(
        self,
        label: Any = None,  # noqa: ANN401 - a lazy string of an untyped library
        validators: Sequence[Any] = (),
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, list(validators), format=list(DATE_FORMATS), **options)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = unicodedata.normalize("NFKC", str(valuelist[0])).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            super().process_formdata([text])
        except ValueError as error:
            raise ValueError(
                _("Enter a date as year-month-day, for example 2026-03-15.")
            ) from error


class NotAfterToday:
    """Refuse a date that lies in the future of the region's calendar."""

    def __call__(self, form: Form, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        if isinstance(field.data, date) and field.data > clock.today():
            raise StopValidation(_("The date lies in the future."))


class RequiredIf:
    """Require a value when another field of the form has one of the given values."""

    def __init__(self, other: str, *values: object) -> None:
        self.other = other
        self.values = values

    def __call__(self, form: Form, field: Field) -> None:
        if form[self.other].data in self.values and field.data in (None, "", []):
            raise StopValidation(field.gettext("This field is required."))
