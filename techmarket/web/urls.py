"""Addresses made from the one being shown: other page, other filter, way back."""

from urllib.parse import urlencode, urlsplit

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

MAX_PAGE = 100_000
# The largest INTEGER of PostgreSQL; the drivers raise on more, so no row can have such an id.
MAX_ID = 2**31 - 1
LONGEST_NUMBER = 4_000  # int() raises ValueError at 4,300 digits


class IdConverter(IntegerConverter):
    """`<int:…>` for what a column can hold: a longer number is an address that does not exist."""

    regex = r"\d{1,10}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MAX_ID)


def init_app(app: Flask) -> None:
    """Offer `url_with` and `page_numbers` to the templates; call it before routes are added."""
    app.url_map.converters["int"] = IdConverter
    app.jinja_env.globals.update(url_with=url_with, page_numbers=page_numbers)


def url_with(**changes: object) -> str:
    """Return this page's address with some query values changed.

    None or an empty list drops a key, a list repeats it; `page` and `lang` are dropped unless
    given, for a new filter begins at page 1.
    """
    query = {name: request.args.getlist(name) for name in request.args}
    query.pop("page", None)
    query.pop("lang", None)
    for name, value in changes.items():
        query[name] = _texts(value)
    encoded = urlencode([(name, text) for name, texts in query.items() for text in texts])
    return f"{request.path}?{encoded}" if encoded else request.path


def requested_page() -> int:
    """Return the page number asked for by `?page`, 1 when it is absent or no number."""
    number = _whole_number(request.args.get("page", ""))
    return min(number, MAX_PAGE) if number else 1


def requested_id(name: str) -> int | None:
    """Return the id given by the query value `name`; None when absent or beyond every id."""
    number = _whole_number(request.args.get(name, ""))
    return None if number is None or number > MAX_ID else number


def page_numbers(here: int, last: int, around: int = 1) -> list[int | None]:
    """Return the pages worth a link: first, last and those around; None where some are left out."""
    near = range(here - around, here + around + 1)
    shown = sorted(number for number in {1, last, *near} if 1 <= number <= last)
    numbers: list[int | None] = []
    for number in shown:
        if numbers and number - (numbers[-1] or 0) > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


def local_target(target: str | None) -> str | None:
    """Return `target` if it is a path of this site, else None: `?next=` must not lead elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < ord(" ") or character == "\\" for character in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def _whole_number(text: str) -> int | None:
    """Return the number; None for other text and for more digits than any number of ours has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list | tuple | set | frozenset):
        return [str(part) for part in value]
    return [str(value)]
