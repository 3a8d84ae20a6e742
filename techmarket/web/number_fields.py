"""Fields for amounts of money and percentages: typed as decimals, kept as whole numbers."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextInput

from techmarket.kernel.money import BASIS_POINTS, FEN_PER_YUAN, MAX_FEN, YUAN_PER_WAN, Money

FEN_PER_UNIT = {"yuan": FEN_PER_YUAN, "wan_yuan": FEN_PER_YUAN * YUAN_PER_WAN}
PERCENT = 100


class ScaledField(Field):
    """A decimal that people type in one unit and that is kept as an integer of a smaller one."""

    widget = TextInput()
    data: int | None
    per_unit: int
    least: int
    most: int

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return f"{(Decimal(self.data) / self.per_unit).normalize():f}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = _plain_digits(valuelist[0]) if valuelist else ""
        if not text:
            return
        exact = self._number(text) * self.per_unit
        if exact < self.least:
            raise ValueError(self.too_small())
        if exact > self.most:
            raise ValueError(self.too_large())
        if exact != exact.to_integral_value():
            raise ValueError(self.too_fine())
        self.data = int(exact)

    def _number(self, text: str) -> Decimal:
        # No exponents and no NaN: what Decimal accepts beyond this nobody means.
        if not re.fullmatch(r"[+-]?\d{1,30}(\.\d{0,20})?", text, re.ASCII):
            raise ValueError(_("Enter a number, for example 12.5."))
        return Decimal(text)

    def too_small(self) -> str:
        return _("The number cannot be negative.")

    def too_large(self) -> str:
        return _("The number is too large.")

    def too_fine(self) -> str:
        return _("The number has too many decimals.")


class MoneyField(ScaledField):
    """An amount typed in yuan or 万元; `data` is whole fen, or None when left empty.

    Takes thousands separators and full-width digits; refuses negative amounts, fractions of a
    fen and amounts beyond `most_fen`, and keeps what was typed.
    """

    def __init__(
        self,
        label: Any = None,  # noqa: ANN401 - a lazy string of an untyped library
        validators: Sequence[Any] = (),
        *,
        unit: str = "wan_yuan",
        least_fen: int = 0,
        most_fen: int = MAX_FEN,
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, list(validators), **options)
        self.unit = unit
        self.per_unit = FEN_PER_UNIT[unit]
        self.least = least_fen
        self.most = most_fen

    @property
    def suffix(self) -> str:
        """The unit as shown behind the box."""
        return _("yuan") if self.unit == "yuan" else _("ten thousand yuan")

    def process_data(self, value: Money | int | None) -> None:
        self.data = value.fen if isinstance(value, Money) else value

    def too_small(self) -> str:
        if self.least > 0:
            return _("The amount must be above zero.")
        return _("The amount cannot be negative.")

    def too_large(self) -> str:
        return _("The amount is too large. Is the unit right?")

    def too_fine(self) -> str:
        return _("The amount has a fraction of a fen. Give it exactly to the fen.")


class PercentField(ScaledField):
    """A percentage with at most two decimals; `data` is basis points, or None when left empty."""

    def __init__(
        self,
        label: Any = None,  # noqa: ANN401 - a lazy string of an untyped library
        validators: Sequence[Any] = (),
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, list(validators), **options)
        self.per_unit = BASIS_POINTS // PERCENT
        self.least = 0
        self.most = BASIS_POINTS

    suffix: ClassVar[str] = "%"

    def too_large(self) -> str:
        return _("A percentage cannot be above 100.")

    def too_fine(self) -> str:
        return _("A percentage has at most two decimals.")


def _plain_digits(typed: object) -> str:
    """Fold full-width digits and drop the separators that people put between thousands."""
    text = unicodedata.normalize("NFKC", str(typed)).strip()
    return re.sub(r"(?<=\d)[,\s](?=\d{3}(\D|$))", "", text)
