"""Every setting of the program: the only reader of the environment, checked at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIN_SECRET_LENGTH = 32


class InvalidSetting(ValueError):
    """A setting is missing or cannot be used."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What may differ between two machines."""

    secret_key: str
    database_url: str
    search_url: str = "whoosh:"
    data_dir: Path = ROOT / "var"
    region: str = "fuxin"
    mail_url: str = "file:"
    mail_sender: str = "market@localhost"
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = 0
    demo_password: str = ""

    @property
    def region_dir(self) -> Path:
        """The region pack: a name under `region/`, or a path to a folder."""
        path = Path(self.region)
        return path if path.is_absolute() else ROOT / "region" / path

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read and check the environment; raise InvalidSetting naming the setting."""
        data_dir = (ROOT / env.get("DATA_DIR", "var")).resolve()
        host, port = env.get("HOST", "127.0.0.1"), env.get("PORT", "8000")
        settings = cls(
            secret_key=env.get("SECRET_KEY", ""),
            database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'market.db'}",
            search_url=env.get("SEARCH_URL", "whoosh:"),
            data_dir=data_dir,
            region=env.get("REGION", "fuxin"),
            mail_url=env.get("MAIL_URL", "file:"),
            mail_sender=env.get("MAIL_SENDER", "market@localhost"),
            public_url=env.get("PUBLIC_URL") or f"http://{host}:{port}",
            trusted_proxies=_whole_number("TRUSTED_PROXIES", env.get("TRUSTED_PROXIES", "0")),
            demo_password=env.get("DEMO_PASSWORD", ""),
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse to start on a value that cannot work; raise InvalidSetting."""
        if len(self.secret_key) < MIN_SECRET_LENGTH:
            raise InvalidSetting(f"SECRET_KEY: at least {MIN_SECRET_LENGTH} characters are needed")
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise InvalidSetting("DATABASE_URL: sqlite:///PATH or postgresql+psycopg://… is needed")
        if not (self.region_dir / "pack.toml").is_file():
            raise InvalidSetting(f"REGION: no region pack at {self.region_dir}")


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise InvalidSetting(f"{name}: a whole number is needed, not {text!r}")
    return int(text)
