"""Cheap password hashes: the cost is the library's business, not these tests'."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from techmarket.accounts.services import passwords


@pytest.fixture(autouse=True)
def cheap_hashes() -> Iterator[None]:
    passwords.use_hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    passwords.use_hasher(PasswordHasher())
