"""The data behind a list of filters with counts: what is offered and what is chosen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import request

from techmarket.kernel import clock
from techmarket.region.current import pack
from techmarket.web.i18n import current_language


@dataclass(frozen=True)
class Choice:
    """One value of a facet; `count` is None where it was not counted."""

    value: str
    label: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter of a list page: its query key, its heading and its choices."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.is_chosen)


def facet(
    name: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    counts: Mapping[str, int] | None = None,
) -> Facet:
    """Make a facet from (value, label) pairs; choices without a hit go, unless chosen."""
    chosen = set(request.args.getlist(name))
    offered = [
        Choice(value, text, None if counts is None else counts.get(value, 0), value in chosen)
        for value, text in choices
    ]
    return Facet(
        name, label, tuple(choice for choice in offered if choice.is_chosen or choice.count != 0)
    )


def code_facet(
    name: str, label: str, list_name: str, counts: Mapping[str, int] | None = None
) -> Facet:
    """Make a facet of a region-pack list, in its order; ended codes only where they have hits."""
    language, on = current_language(), clock.today()
    shown = {code.code: code.name(language) for code in pack().codes(list_name, on)}
    for code in counts or ():
        shown.setdefault(code, pack().label(list_name, code, language))
    return facet(name, label, list(shown.items()), counts)


def chosen_values(name: str, allowed: Collection[str] | None = None) -> list[str]:
    """Return the values of a facet in the address, those allowed only, each once."""
    values = dict.fromkeys(request.args.getlist(name))
    return [value for value in values if allowed is None or value in allowed]
