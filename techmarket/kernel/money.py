"""Amounts of money as whole fen; no floats anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000
BASIS_POINTS = 10_000
# A bigint holds far more; above this a typing error is certain (10 trillion yuan).
MAX_FEN = 10**15


@dataclass(frozen=True, order=True)
class Money:
    """An amount in fen, the hundredth of a yuan."""

    fen: int

    @classmethod
    def from_yuan(cls, yuan: Decimal) -> "Money":
        """Convert yuan to fen, half up: the one place where rounding happens."""
        return cls(int((yuan * FEN_PER_YUAN).quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    @property
    def yuan(self) -> Decimal:
        return Decimal(self.fen) / FEN_PER_YUAN

    def share(self, basis_points: int) -> "Money":
        """Return `basis_points` ten-thousandths of the amount, half up."""
        exact = Decimal(self.fen) * basis_points / BASIS_POINTS
        return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Divide by `weights` so that the parts add up to the amount, to the fen.

        Whole fen go by weight, what is left over goes one fen each to the largest remainders.
        Raises ValueError without a positive weight.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        parts = [self.fen * weight // total for weight in weights]
        order = sorted(range(len(weights)), key=lambda i: -(self.fen * weights[i] % total))
        for index in order[: self.fen - sum(parts)]:
            parts[index] += 1
        return [Money(part) for part in parts]

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen)

    def __neg__(self) -> "Money":
        return Money(-self.fen)
