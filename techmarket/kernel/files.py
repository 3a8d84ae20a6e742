"""Stored files: proven type, limited size, content-addressed, outside the web root.

A file's bytes lie under their SHA-256; the row says name, size and sniffed type. Bytes are written
before the transaction and a file that no row names is only wasted space, never lost content.
"""

import hashlib
import os
import secrets
import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from techmarket.kernel import clock
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.orm import Model, db

MAX_FILE_BYTES = 20 * 1024 * 1024
IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})
# A paper as it comes from a scanner or a telephone.
SCAN_TYPES = IMAGE_TYPES | {"application/pdf"}
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCUMENT_TYPES = frozenset(
    {
        "application/pdf",
        f"{OFFICE}wordprocessingml.document",
        f"{OFFICE}spreadsheetml.sheet",
        f"{OFFICE}presentationml.presentation",
    }
)
_OFFICE_FOLDERS = {
    "word/": "wordprocessingml.document",
    "xl/": "spreadsheetml.sheet",
    "ppt/": "presentationml.presentation",
}


class StoredFile(Model):
    """One uploaded file, as its uploader named it."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    media_type: Mapped[str] = mapped_column(sa.String(100))
    name: Mapped[str] = mapped_column(sa.String(200))
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]


@dataclass(frozen=True)
class Upload:
    """A file whose bytes are stored and whose type is proven, but that has no row yet."""

    name: str
    sha256: str
    size: int
    media_type: str


class FileStore:
    """Bytes under their digest in one folder; two uploads of the same bytes are one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the bytes of this digest lie."""
        return self.folder / sha256[:2] / sha256

    def receive(
        self, stream: BinaryIO, name: str, *, allowed: frozenset[str], field: str
    ) -> Upload:
        """Read, prove and keep one upload; call it before `transaction()`.

        Raises InvalidInput(field, "file_empty" | "file_too_large" | "file_type").
        """
        content = stream.read(MAX_FILE_BYTES + 1)
        if not content:
            raise InvalidInput(field, "file_empty")
        if len(content) > MAX_FILE_BYTES:
            raise InvalidInput(field, "file_too_large")
        media_type = sniff_type(content)
        if media_type not in allowed:
            raise InvalidInput(field, "file_type")
        digest = hashlib.sha256(content).hexdigest()
        self._write(digest, content)
        return Upload(_plain_name(name), digest, len(content), media_type)

    def _write(self, digest: str, content: bytes) -> None:
        target = self.path(digest)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{digest}.{secrets.token_hex(4)}.part")
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)


_store: list[FileStore] = []


def use_store(store: FileStore) -> None:
    """Make this the store of the process; called by the application factory."""
    _store[:] = [store]


def file_store() -> FileStore:
    """Return the store in use; raises RuntimeError before `use_store`."""
    if not _store:
        raise RuntimeError("no file store in use: create_app() calls use_store()")
    return _store[0]


def add_stored_file(upload: Upload, uploaded_by_id: int | None) -> StoredFile:
    """Give the received bytes their row, in the caller's transaction."""
    row = StoredFile(
        sha256=upload.sha256,
        size=upload.size,
        media_type=upload.media_type,
        name=upload.name,
        uploaded_by_id=uploaded_by_id,
        created_at=clock.now(),
    )
    db.session.add(row)
    return row


def sniff_type(content: bytes) -> str | None:
    """Return the media type that the bytes prove, among those we accept; None otherwise.

    The file's name and the browser's claim are never asked.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return None


def _office_type(content: bytes) -> str | None:
    """Tell Office Open XML from any other zip by what it must contain; macros are refused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        # Not a zip, or one of a version or with names that the library cannot read.
        return None
    if "[Content_Types].xml" not in names or any(
        name.lower().endswith("vbaproject.bin") for name in names
    ):
        return None
    for folder, media_type in _OFFICE_FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return OFFICE + media_type
    return None


def _plain_name(name: str) -> str:
    """Keep the last path part without control characters, at most 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable()).strip()
    return kept[-200:] or "file"
