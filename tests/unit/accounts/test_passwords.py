"""What a password must be and how it is compared."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from techmarket.accounts.services import passwords
from techmarket.kernel.errors import InvalidInput

EMAIL = "zhao.jingli@example.test"


@pytest.fixture(autouse=True, scope="module")
def cheap_hashes() -> Iterator[None]:
    passwords.use_hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    passwords.use_hasher(PasswordHasher())


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("123456789", "password_too_short"),
        ("x" * 201, "too_long"),
        (EMAIL, "password_is_email"),
        (" Zhao.Jingli@Example.TEST ", "password_is_email"),
        ("zhao.jingli", "password_is_email"),
    ],
)
def test_bad_passwords_are_refused_with_the_reason(password, reason):
    with pytest.raises(InvalidInput) as refusal:
        passwords.check_new_password(password, EMAIL)

    assert (refusal.value.field, refusal.value.reason) == ("password", reason)


def test_ten_characters_are_enough_whatever_they_are():
    passwords.check_new_password("煤矸石免烧砖制备技术", EMAIL)

    assert len("煤矸石免烧砖制备技术") == passwords.MIN_PASSWORD_LENGTH


def test_a_hash_is_argon2id_and_holds_its_own_salt():
    first, second = (passwords.hash_password("the same words") for _ in range(2))

    assert first.startswith("$argon2id$")
    assert first != second


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_only_the_same_password_matches(password, other):
    hashed = passwords.hash_password(password)

    assert passwords.password_matches(hashed, password)
    assert passwords.password_matches(hashed, other) is (password == other)


@pytest.mark.parametrize("stored", [None, "unusable", ""])
def test_no_account_and_no_usable_hash_match_nothing(stored):
    assert not passwords.password_matches(stored, "a password that nobody has")
