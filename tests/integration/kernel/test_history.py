import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from techmarket.kernel import history
from techmarket.kernel.history import HistoryPayload, check_chains
from techmarket.kernel.orm import db
from techmarket.kernel.policy import WORKER
from tests.factories.accounts import UserFactory


def record(thing_id, **kwargs):
    return history.record("listing", thing_id, actor=WORKER, action="publish", **kwargs)


@pytest.fixture(autouse=True)
def session(session):
    return session


def test_each_row_follows_from_the_one_before():
    first, second = record(1), record(2)

    assert (first.seq, second.seq) == (1, 2)
    assert second.prev_hash == first.hash
    assert list(check_chains()) == []


def test_the_moves_of_a_thing_name_person_states_and_note():
    person = UserFactory()

    history.record(
        "deal", 7, actor=person, action="agree", states=("negotiating", "agreed"), note="第 2 版"
    )

    (row,) = history.list_history("deal", 7)
    assert (row.actor_id, row.from_state, row.to_state) == (person.id, "negotiating", "agreed")
    assert row.payload.text == "第 2 版"


@pytest.mark.parametrize("statement", ["UPDATE history SET action = 'x'", "DELETE FROM history"])
def test_the_database_refuses_to_change_history(statement):
    record(1)

    with pytest.raises(IntegrityError, match="append-only"), db.session.begin_nested():
        db.session.execute(sa.text(statement))


def test_a_changed_note_is_found_at_its_row():
    record(1)
    row = record(2, note="原文")

    row.payload.text = "改过"
    db.session.flush()

    assert [(broken.chain, broken.seq, broken.what) for broken in check_chains()] == [
        ("listing", 2, "payload")
    ]


def test_an_erased_note_leaves_the_chain_whole():
    record(1, note="个人信息")

    db.session.execute(sa.update(HistoryPayload).values(text=None, salt=None))

    assert list(check_chains()) == []


def test_an_altered_row_breaks_its_chain_there(app):
    record(1)
    record(2)
    db.session.execute(sa.text("DROP TRIGGER history_no_update"))  # rolled back with the test

    db.session.execute(sa.text("UPDATE history SET to_state = 'x' WHERE seq = 2"))
    db.session.expire_all()

    assert [(broken.seq, broken.what) for broken in check_chains()] == [(2, "altered")]


def test_a_row_taken_away_is_missed():
    for thing in (1, 2, 3):
        record(thing)
    db.session.execute(sa.text("DROP TRIGGER history_no_delete"))  # rolled back with the test

    db.session.execute(sa.text("DELETE FROM history WHERE seq = 2"))
    db.session.expire_all()

    assert [(broken.seq, broken.what) for broken in check_chains()] == [(2, "missing")]
