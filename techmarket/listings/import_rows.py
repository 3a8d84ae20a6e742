"""Turn the cells of an import row into what a listing says, or into errors by cell."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.money import MAX_FEN, YUAN_PER_WAN, Money
from techmarket.kernel.text import clean_text
from techmarket.listings.import_columns import KEY, SUBJECT, Column, Shape
from techmarket.listings.import_files import RawRow, RowError
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.price import NEGOTIABLE
from techmarket.listings.services.checking import ENTRY_LIMITS, check_values
from techmarket.listings.services.drafting import LONGEST_PUBLIC_NAME
from techmarket.listings.services.entering import Entry
from techmarket.region.current import pack

LINE_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
SEPARATORS = re.compile(r"[,，、;；|\n]+")
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
# What the columns hold; the other texts are long ones.
LONGEST = {KEY: 80, SUBJECT: 120, "completers": 400, "public_name": LONGEST_PUBLIC_NAME}
LANGUAGES = ("zh", "en")
ONE_LINE = frozenset({KEY, SUBJECT, "title", "completers", "public_name"})
YES_NO: Mapping[str, bool] = {"是": True, "否": False, "yes": True, "no": False}


class RowRefused(Exception):
    """The row has errors; they name its cells."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(len(errors))
        self.errors = errors


def entry_of(kind: ListingKind, row: RawRow) -> Entry:
    """Return the row as an entry; raises RowRefused with every wrong cell."""
    values, errors = _read_cells(row)
    key = str(values.pop(KEY, "") or "")
    masked = bool(values.pop("identity_masked", False))
    public_name = str(values.pop("public_name", "") or "")
    _map_subject(values)
    _settle_price(values)
    if not errors:
        errors = _check(kind, row, values)
    if errors:
        raise RowRefused(errors)
    return Entry(
        kind=kind,
        values=values,
        source_key=key,
        identity_masked=masked,
        public_name=public_name if masked else "",
    )


def heading_of(row: RawRow, field: str) -> str:
    """Return what the column of `field` is called in Chinese, the template's first language."""
    return next((column.zh for column in row.cells if column.field == field), field)


def _read_cells(row: RawRow) -> tuple[dict[str, object], list[RowError]]:
    values: dict[str, object] = {}
    errors: list[RowError] = []
    for column, cell in row.cells.items():
        text = cell_text(cell)
        if column.shape in (Shape.WORDS, Shape.LINES) and isinstance(cell, list):
            text = "\n".join(cell_text(word) for word in cell)
        if not text:
            continue
        try:
            values[column.field] = _READERS[column.shape](column, cell, text)
        except InvalidInput as error:
            errors.append(RowError(row.number, column.zh, error.reason, text))
    for field in (KEY, "title", "summary"):
        if not values.get(field) and not any(heading_of(row, field) == e.column for e in errors):
            errors.append(RowError(row.number, heading_of(row, field), "required"))
    return values, errors


def _check(kind: ListingKind, row: RawRow, values: Mapping[str, object]) -> list[RowError]:
    try:
        check_values(kind, values, ENTRY_LIMITS)
    except InvalidInput as error:
        shown = cell_text(values.get(error.field))
        return [RowError(row.number, heading_of(row, error.field), error.reason, shown)]
    return []


def _map_subject(values: dict[str, object]) -> None:
    """Take chain and field from the source's subject where the pack's table has them."""
    chain, technology_field = pack().discipline(str(values.get(SUBJECT, "")))
    if chain and not values.get("chain"):
        values["chain"] = chain
    if technology_field and not values.get("technology_field"):
        values["technology_field"] = technology_field


def _settle_price(values: dict[str, object]) -> None:
    """Let amounts and kind of price agree; amounts without a kind are a range or a fixed price."""
    least, most = values.get("price_min_fen"), values.get("price_max_fen")
    if "price_kind" not in values and least is not None:
        values["price_kind"] = "fixed" if most in (None, least) else "range"
    if values.get("price_kind", NEGOTIABLE) == NEGOTIABLE and least is None and most is not None:
        values["price_kind"] = "range"
    if values.get("price_kind") == "fixed" and most is None:
        values["price_max_fen"] = least


def cell_text(cell: object) -> str:
    """Return a cell as text: a whole number without its decimals, a date in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    # Abstracts taken from web pages carry their line breaks along.
    return clean_text(LINE_BREAK.sub("\n", str(cell)))


def _text(column: Column, _cell: object, text: str) -> str:
    if len(text) > LONGEST.get(column.field, len(text)):
        raise InvalidInput(column.field, "too_long")
    return " ".join(text.split()) if column.field in ONE_LINE else text


def _words(_column: Column, cell: object, text: str) -> list[str]:
    parts = [cell_text(word) for word in cell] if isinstance(cell, list) else SEPARATORS.split(text)
    return list(dict.fromkeys(word.strip() for word in parts if word.strip()))


def _code(column: Column, _cell: object, text: str) -> str:
    wanted = _folded(text)
    for code in pack().codes(column.code_list):
        if wanted in (_folded(code.code), *(_folded(code.name(each)) for each in LANGUAGES)):
            return code.code
    raise InvalidInput(column.field, "unknown_code")


def _codes(column: Column, cell: object, text: str) -> list[str]:
    try:
        return [_code(column, cell, text)]
    except InvalidInput:  # several; a name with a comma in it is told apart by other signs
        parts = cell if isinstance(cell, list) else re.split(r"[、;；|\n]+", text)
        parts = SEPARATORS.split(text) if len(parts) == 1 else parts
        words = [cell_text(word) for word in parts]
        return list(dict.fromkeys(_code(column, word, word) for word in words if word))


def _level(column: Column, _cell: object, text: str) -> int:
    found = re.search(r"\d", unicodedata.normalize("NFKC", text))
    if found is None:
        raise InvalidInput(column.field, "not_a_number")
    return int(found[0])


def _wan_yuan(column: Column, cell: object, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("万元").strip()
    try:
        amount = Decimal(str(cell) if isinstance(cell, int | float) else plain)
        fen = Money.from_yuan(amount * YUAN_PER_WAN).fen
    except (ArithmeticError, ValueError) as error:  # no number, NaN, infinite, beyond Decimal
        raise InvalidInput(column.field, "not_a_number") from error
    if not 0 <= fen <= MAX_FEN:
        raise InvalidInput(column.field, "out_of_range")
    return fen


def _day(column: Column, cell: object, text: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for shape in DATE_FORMATS:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a business date
        except ValueError:
            continue
    raise InvalidInput(column.field, "not_a_date")


def _yes_no(column: Column, cell: object, text: str) -> bool:
    if isinstance(cell, bool):
        return cell
    try:
        return YES_NO[_folded(text)]
    except KeyError as error:
        raise InvalidInput(column.field, "not_yes_or_no") from error


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


_READERS: Mapping[Shape, Callable[[Column, object, str], object]] = {
    Shape.TEXT: _text,
    Shape.WORDS: _words,
    Shape.LINES: _words,
    Shape.CODE: _code,
    Shape.CODES: _codes,
    Shape.LEVEL: _level,
    Shape.WAN_YUAN: _wan_yuan,
    Shape.DAY: _day,
    Shape.YES_NO: _yes_no,
}
