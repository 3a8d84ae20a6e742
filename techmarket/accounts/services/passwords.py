"""Passwords: what is allowed, how they are kept (argon2id) and how they are compared."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from techmarket.kernel.errors import InvalidInput

MIN_PASSWORD_LENGTH = 10
MAX_PASSWORD_LENGTH = 200

_hashers = [PasswordHasher()]


def use_hasher(hasher: PasswordHasher) -> None:
    """Put another cost in the place of the library's; tests have no minutes to spare."""
    _hashers[:] = [hasher]
    _nobodys_hash.cache_clear()


def check_new_password(password: str, email: str, field: str = "password") -> None:
    """Refuse a password that is too short, too long, or the address itself.

    Raises InvalidInput(field, "password_too_short" | "too_long" | "password_is_email").
    """
    if len(password) < MIN_PASSWORD_LENGTH:
        raise InvalidInput(field, "password_too_short")
    if len(password) > MAX_PASSWORD_LENGTH:
        raise InvalidInput(field, "too_long")
    if password.strip().lower() in _names_in(email):
        raise InvalidInput(field, "password_is_email")


def hash_password(password: str) -> str:
    """Return the argon2id hash; costs a fifth of a second, so call it before `transaction()`."""
    return _hashers[0].hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Compare in equal time whether there is such an account or not (None)."""
    try:
        _hashers[0].verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


@cache
def _nobodys_hash() -> str:
    """What an unknown address is compared with: the answer must take as long as for a known one."""
    return hash_password(secrets.token_hex(16))


def _names_in(email: str) -> set[str]:
    address = email.strip().lower()
    return {address, address.partition("@")[0]}
