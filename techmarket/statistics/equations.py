"""What can be worked out from published sums by somebody who knows which contracts are in which.

Every published figure is an equation over the amounts of single contracts. The equations are kept
reduced (Gauss-Jordan); where a reduced equation, or two of them together, speak of too few
contracts, their amounts are given away.
"""

from collections.abc import Hashable, Mapping, Sequence

# Counting modulo a large prime is exact enough here: a false zero would be a chance of 10**-18.
_PRIME = (1 << 61) - 1

Unknown = tuple[int, Hashable]
"""The contract, and which of its amounts: a changed contract has more than one."""

Equation = Mapping[Unknown, int]


class Equations:
    """The published sums in reduced form."""

    def __init__(self, minimum: int) -> None:
        """Take the fewest contracts that a figure may be about."""
        self._minimum = minimum
        self._rows: dict[Unknown, dict[Unknown, int]] = {}

    def with_more(self, equations: Sequence[Equation]) -> "Equations":
        """Return these sums together with others; these stay as they are."""
        grown = Equations(self._minimum)
        grown._rows = dict(self._rows)
        for equation in equations:
            grown._add(equation)
        return grown

    def give_away(self) -> bool:
        """Whether something about fewer contracts than the minimum follows from the sums."""
        rests: dict[object, Unknown] = {}
        for pivot, row in self._rows.items():
            if len({identity for identity, _amount in row}) < self._minimum:
                return True
            rest = _direction({key: value for key, value in row.items() if key != pivot})
            # Two equations that differ in their first contract only tell of those two.
            if rest in rests and len({pivot[0], rests[rest][0]}) < self._minimum:
                return True
            rests[rest] = pivot
        return False

    def _add(self, equation: Equation) -> None:
        row = {key: value % _PRIME for key, value in equation.items() if value % _PRIME}
        for pivot, known in self._rows.items():
            row = _minus(row, known, row.get(pivot, 0))
        if not row:
            return
        pivot = next(iter(row))
        inverse = pow(row[pivot], -1, _PRIME)
        row = {key: value * inverse % _PRIME for key, value in row.items()}
        self._rows = {
            other: _minus(known, row, known.get(pivot, 0)) for other, known in self._rows.items()
        }
        self._rows[pivot] = row


def _minus(row: dict[Unknown, int], other: dict[Unknown, int], factor: int) -> dict[Unknown, int]:
    if not factor:
        return row
    result = dict(row)
    for key, value in other.items():
        left = (result.get(key, 0) - factor * value) % _PRIME
        if left:
            result[key] = left
        else:
            result.pop(key, None)
    return result


def _direction(row: dict[Unknown, int]) -> frozenset[tuple[Unknown, int]]:
    """Return the row up to a factor, so that multiples of each other are equal."""
    if not row:
        return frozenset()
    first = min(row, key=repr)
    inverse = pow(row[first], -1, _PRIME)
    return frozenset((key, value * inverse % _PRIME) for key, value in row.items())
