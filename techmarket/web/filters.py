"""How values look on a page: money, dates, codes, sizes, in the language of the request."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import gettext as _

from techmarket.kernel import clock
from techmarket.kernel.money import FEN_PER_YUAN, YUAN_PER_WAN, Money
from techmarket.region.current import pack
from techmarket.web.i18n import current_language

FEN_PER_WAN = FEN_PER_YUAN * YUAN_PER_WAN
FEN_PER_YI = FEN_PER_WAN * 10_000
KILOBYTE = 1024
CENT = Decimal("0.01")


def init_app(app: Flask) -> None:
    """Offer the filters to the templates."""
    app.jinja_env.filters.update(
        yuan=yuan,
        wan_yuan=wan_yuan,
        yi_yuan=yi_yuan,
        money_range=money_range,
        day=day,
        month=month,
        moment=moment,
        code=code,
        codes=codes,
        place=place,
        percent=percent,
        number=number,
        filesize=filesize,
    )


def yuan(amount: Money | int | None) -> str:
    """Write an amount (Money or fen) in yuan with both decimals: 1,280,000.00 元."""
    fen = _fen(amount)
    return "" if fen is None else _("%(amount)s yuan", amount=_decimal(fen, FEN_PER_YUAN))


def wan_yuan(amount: Money | int | None) -> str:
    """Write an amount (Money or fen) in 万元 with two decimals; below one 万元 in yuan.

    English has no word for 万, so there the amount stands in yuan.
    """
    fen = _fen(amount)
    if fen is None:
        return ""
    if current_language() == "en" or 0 < abs(fen) < FEN_PER_WAN:
        return yuan(fen)
    return _("%(amount)s ten thousand yuan", amount=_decimal(fen, FEN_PER_WAN))


def yi_yuan(amount: Money | int | None) -> str:
    """Write a large amount (Money or fen) in 亿元 with two decimals; in English in millions."""
    fen = _fen(amount)
    if fen is None:
        return ""
    if current_language() == "en":
        return _("%(amount)s million yuan", amount=_decimal(fen, FEN_PER_WAN * 100))
    return _("%(amount)s hundred million yuan", amount=_decimal(fen, FEN_PER_YI))


def money_range(least: Money | int | None, most: Money | int | None) -> str:
    """Write a band of amounts: from, up to, or between; empty when both ends are open."""
    low, high = wan_yuan(least), wan_yuan(most)
    if low and high:
        return low if low == high else _("%(low)s to %(high)s", low=low, high=high)
    if low:
        return _("from %(low)s", low=low)
    return _("up to %(high)s", high=high) if high else ""


def day(value: date | datetime | None) -> str:
    """Write a business date, or the day of an instant in the region's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.zone()).date()
    pattern = "d MMM y" if current_language() == "en" else "y年M月d日"
    return format_date(value, pattern, locale=current_language())


def month(value: date | str | None) -> str:
    """Write the month of a date or of a text YYYY-MM."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(f"{value}-01")
    pattern = "MMM y" if current_language() == "en" else "y年M月"
    return format_date(value, pattern, locale=current_language())


def moment(value: datetime | None) -> str:
    """Write an aware instant in the region's zone, to the minute."""
    if value is None:
        return ""
    pattern = "d MMM y HH:mm" if current_language() == "en" else "y年M月d日 HH:mm"
    return format_datetime(value.astimezone(clock.zone()), pattern, locale=current_language())


def code(value: str | None, list_name: str) -> str:
    """Write the region pack's name for a code: `{{ listing.chain|code("chain") }}`."""
    return pack().label(list_name, value, current_language())


def place(region: str | None) -> str:
    """Write the name of a region code, as near as the pack knows it."""
    return pack().place(region, current_language()) if region else ""


def codes(values: list[str] | tuple[str, ...] | None, list_name: str) -> str:
    """Write the names of several codes in one line."""
    names = [code(value, list_name) for value in values or ()]
    return (", " if current_language() == "en" else "、").join(names)


def percent(basis_points: int | None) -> str:
    """Write basis points as a percentage: 350 is 3.5%."""
    if basis_points is None:
        return ""
    return f"{(Decimal(basis_points) / 100).normalize():f}%"


def number(value: int | Decimal | None) -> str:
    """Write a number with its thousands marked."""
    return "" if value is None else format_decimal(value, locale=current_language())


def filesize(octets: int | None) -> str:
    """Write a size in the unit people read: KB or MB of 1,024."""
    if octets is None:
        return ""
    if octets < KILOBYTE:
        return _("%(count)s bytes", count=octets)
    if octets < KILOBYTE**2:
        return f"{octets / KILOBYTE:.0f} KB"
    return f"{octets / KILOBYTE**2:.1f} MB"


def _fen(amount: Money | int | None) -> int | None:
    return amount.fen if isinstance(amount, Money) else amount


def _decimal(fen: int, fen_per_unit: int) -> str:
    exact = (Decimal(fen) / fen_per_unit).quantize(CENT, rounding=ROUND_HALF_UP)
    return f"{exact:,.2f}"
