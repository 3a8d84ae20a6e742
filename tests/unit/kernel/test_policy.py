import pytest

from techmarket.kernel.errors import NotAllowed
from techmarket.kernel.policy import VISITOR, WORKER, is_worker, require


def may_never(_actor, _thing):
    return False


def test_a_refusal_names_the_rule():
    with pytest.raises(NotAllowed, match="may_never"):
        require(may_never, VISITOR, object())


def test_only_the_worker_is_the_worker():
    assert is_worker(WORKER)
    assert not is_worker(VISITOR)


def test_a_visitor_has_no_role_anywhere():
    assert VISITOR.actor_id is None
    assert VISITOR.roles_in(1) == frozenset()
    assert not VISITOR.has_role("operator")
