"""The payment plan that the agreed terms suggest; the parties may change it while drafting."""

from dataclasses import dataclass
from datetime import date, timedelta

from techmarket.deals.models import DealTerms

FIRST_AFTER = timedelta(days=30)
STEP = timedelta(days=90)


@dataclass(frozen=True)
class PlannedPart:
    """One suggested instalment; the amount in fen, the condition as the contract writes it."""

    due_on: date
    amount_fen: int
    condition: str


def suggest_plan(terms: DealTerms, price_fen: int, today: date) -> list[PlannedPart]:
    """Spread the determinable price over entry payment, milestones and what is left.

    The terms name amounts but no days: the first falls due when the contract begins (or in 30
    days), the last when it ends, the others evenly between.
    """
    parts = _parts(terms, price_fen)
    start = max(terms.begins_on or today + FIRST_AFTER, today)
    end = max(terms.ends_on or start + STEP * (len(parts) - 1), start)
    gaps = max(1, len(parts) - 1)
    return [
        PlannedPart(start + (end - start) * place // gaps, amount, condition)
        for place, (condition, amount) in enumerate(parts)
    ]


def _parts(terms: DealTerms, price_fen: int) -> list[tuple[str, int]]:
    parts = []
    if terms.upfront_fen:
        name = "入门费" if terms.pay_mode == "entry_royalty" else "首付款"
        parts.append((name, terms.upfront_fen))
    parts.extend((each["name"], each["amount_fen"]) for each in terms.milestones)
    left = price_fen - sum(amount for _name, amount in parts)
    if left > 0:
        parts.append(("余款" if parts else "合同价款", left))
    return parts
