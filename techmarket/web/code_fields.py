"""Fields whose choices are a code list of the region pack."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs of 3.2
from wtforms.widgets import CheckboxInput, ListWidget

from techmarket.kernel import clock
from techmarket.region.current import pack
from techmarket.region.pack import Code
from techmarket.web.i18n import current_language


class CodeField(SelectField):
    """One code of a region-pack list, as a select; `data` is the code or None.

    `blank` is the text of the empty choice (None: no empty choice), `grouped_by` the list of the
    parents for option groups, `only` narrows the list. Offers the codes valid today; one that the
    thing already has stays choosable after its validity ended.
    """

    def __init__(
        self,
        label: Any,  # noqa: ANN401 - a lazy string of an untyped library
        list_name: str,
        validators: Sequence[Any] = (),
        *,
        blank: Any = "",  # noqa: ANN401 - a text or a lazy string
        grouped_by: str | None = None,
        only: Iterable[str] | None = None,
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        self.list_name = list_name
        self.grouped_by = grouped_by
        self.blank = blank
        self.only = None if only is None else frozenset(only)
        super().__init__(label, list(validators), coerce=_code_or_none, **options)

    def process_data(self, value: str | None) -> None:
        self.choices = _choices(self.list_name, [value], self.only, self.grouped_by)
        if self.blank is not None:
            empty = SelectChoice(value="", label=str(self.blank) or _("Please choose"))
            self.choices.insert(0, empty)
        super().process_data(value or None)

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' own
        # Whether nothing chosen is allowed is for the validators to say.
        if self.data is not None:
            super().pre_validate(form)


class CodeRadioField(RadioField):
    """One code of a short region-pack list, as radio buttons; `data` is the code or None."""

    def __init__(
        self,
        label: Any,  # noqa: ANN401 - a lazy string of an untyped library
        list_name: str,
        validators: Sequence[Any] = (),
        *,
        only: Iterable[str] | None = None,
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        self.list_name = list_name
        self.only = None if only is None else frozenset(only)
        super().__init__(label, list(validators), coerce=_code_or_none, **options)

    def process_data(self, value: str | None) -> None:
        self.choices = _choices(self.list_name, [value], self.only)
        super().process_data(value or None)

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' own
        if self.data is not None:
            super().pre_validate(form)


class PlaceField(SelectField):
    """Where somebody sits: a county of the city, or a city or province elsewhere.

    `data` is a region code or None. One that no list has any more stays choosable where it is kept.
    """

    def __init__(
        self,
        label: Any,  # noqa: ANN401 - a lazy string of an untyped library
        validators: Sequence[Any] = (),
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, list(validators), coerce=_code_or_none, **options)

    def process_data(self, value: str | None) -> None:
        language, kept = current_language(), value or None
        elsewhere = _("Elsewhere, or county not known")
        places = [*_places("county", pack().name(language)), *_places("region", elsewhere)]
        if kept and kept not in {place.value for place in places}:
            name = pack().place(kept, language)
            places.append(SelectChoice(value=kept, label=name, optgroup=elsewhere))
        self.choices = [SelectChoice(value="", label=_("Please choose")), *places]
        super().process_data(kept)

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' own
        if self.data is not None:
            super().pre_validate(form)


class CodesField(SelectMultipleField):
    """Several codes of a region-pack list, as checkboxes; `data` is a list of codes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self,
        label: Any,  # noqa: ANN401 - a lazy string of an untyped library
        list_name: str,
        validators: Sequence[Any] = (),
        *,
        only: Iterable[str] | None = None,
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        self.list_name = list_name
        self.only = None if only is None else frozenset(only)
        super().__init__(label, list(validators), **options)

    def process_data(self, value: Iterable[str] | None) -> None:
        kept = list(value or ())
        self.choices = _choices(self.list_name, kept, self.only)
        super().process_data(kept)


def _choices(
    list_name: str,
    kept: Sequence[str | None],
    only: frozenset[str] | None,
    grouped_by: str | None = None,
) -> list[SelectChoice]:
    """List the codes valid today and those the thing already has, named in the page's language."""
    language = current_language()
    valid = list(pack().codes(list_name, clock.today()))
    known = {code.code for code in valid}
    ended = [pack().find_code(list_name, code) for code in kept if code and code not in known]
    return [
        SelectChoice(value=code.code, label=code.name(language), optgroup=_group(code, grouped_by))
        for code in [*valid, *(code for code in ended if code is not None)]
        if only is None or code.code in only
    ]


def _places(list_name: str, group: str) -> list[SelectChoice]:
    return [
        SelectChoice(value=code.code, label=code.name(current_language()), optgroup=group)
        for code in pack().codes(list_name, clock.today())
    ]


def _group(code: Code, grouped_by: str | None) -> str | None:
    if grouped_by is None:
        return None
    return pack().label(grouped_by, code.parent, current_language())


def _code_or_none(value: object) -> str | None:
    return None if value in (None, "", "None") else str(value)
