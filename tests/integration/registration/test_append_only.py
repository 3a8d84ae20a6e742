"""On the migrated database nobody changes what counts: not by UPDATE, DELETE or REPLACE."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from techmarket.contracts.models import Payment
from techmarket.deals.models import Deal, DealTerms, Side
from techmarket.kernel.orm import Model
from techmarket.registration.models import IncomeRecord
from tests.factories.registration import Desk

TABLES = (
    "history",
    "ledger_entry",
    "payment",
    "income_record",
    "deal_terms",
    "registration_version",
)


@pytest.fixture
def filled(session):
    """One row in each table that is append-only."""
    desk = Desk()
    registration = desk.registered()
    deal = Deal(seller_org_id=desk.seller.id, buyer_org_id=desk.buyer.id, title="样例交易")
    session.add(deal)
    session.flush()
    session.add_all(
        [
            Payment(
                contract_id=registration.contract_id,
                received_on=date(2026, 6, 1),
                amount_fen=10_000_000,
            ),
            IncomeRecord(
                registration_id=registration.id,
                turnover_fen=10_000_000,
                technical_fen=8_000_000,
                cost_fen=0,
                income_fen=8_000_000,
                confirmed_on=date(2026, 6, 2),
            ),
            DealTerms(
                deal_id=deal.id,
                number=1,
                author_id=desk.applicant.id,
                author_side=Side.SELLER,
                contract_subtype="D1",
                object="开发免烧砖配方",
                pay_mode="lump",
                price_kind="fixed",
                price_min_fen=120_000_000,
            ),
        ]
    )
    session.flush()
    return session


MOVES = {
    "update": lambda table: sa.update(table).values(id=table.c.id),
    "delete": sa.delete,
    "replace": lambda table: (
        sa.insert(table).prefix_with("OR REPLACE").from_select(table.c.keys(), sa.select(table))
    ),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("name", TABLES)
def test_the_database_refuses_to_change_what_counts(filled, name, move):
    table = Model.metadata.tables[name]
    before = filled.execute(sa.select(table)).all()

    with pytest.raises(IntegrityError, match=f"{name} is append-only"), filled.begin_nested():
        filled.execute(MOVES[move](table))

    assert before != []
    assert filled.execute(sa.select(table)).all() == before
