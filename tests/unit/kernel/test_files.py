import io
import zipfile

import pytest

from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.files import (
    DOCUMENT_TYPES,
    IMAGE_TYPES,
    MAX_FILE_BYTES,
    FileStore,
    sniff_type,
)

PDF = b"%PDF-1.7\n%text"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


def office(folder, extra=()):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *extra):
            archive.writestr(name, "x")
    return content.getvalue()


def changed(content, signature, offset, field):
    """Return the archive with `field` written at `offset` behind a signature."""
    at = content.index(signature) + offset
    return content[:at] + field + content[at + len(field) :]


ENTRY = b"PK\x01\x02"
OF_A_LATER_VERSION = changed(office("word"), ENTRY, 6, b"\x63\x00")
WITH_A_NAME_THAT_IS_NO_UTF8 = changed(
    changed(office("word"), ENTRY, 8, b"\x00\x08"), ENTRY, 46, b"\xff"
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (office("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            office("ppt"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
    ],
)
def test_a_type_is_proven_by_the_bytes(content, expected):
    assert sniff_type(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<svg onload=alert(1)>",
        b"PK\x03\x04 not a zip after all",
        office("other"),
        office("word", extra=["word/vbaProject.bin"]),
        office("word", extra=["word/VBAPROJECT.BIN"]),
        OF_A_LATER_VERSION,
        WITH_A_NAME_THAT_IS_NO_UTF8,
        b"MZ\x90",
    ],
)
def test_everything_else_has_no_type(content):
    assert sniff_type(content) is None


def test_a_file_is_kept_under_its_digest_and_read_back(tmp_path):
    store = FileStore(tmp_path)

    upload = store.receive(io.BytesIO(PDF), "C:\\报告.pdf", allowed=DOCUMENT_TYPES, field="file")

    assert store.path(upload.sha256).read_bytes() == PDF
    assert (upload.name, upload.size, upload.media_type) == (
        "报告.pdf",
        len(PDF),
        "application/pdf",
    )


def test_equal_bytes_are_stored_once(tmp_path):
    store = FileStore(tmp_path)

    for name in ("one.pdf", "two.pdf"):
        store.receive(io.BytesIO(PDF), name, allowed=DOCUMENT_TYPES, field="file")

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file_empty"),
        (PNG, "file_type"),
        (b"%PDF-" + b"x" * MAX_FILE_BYTES, "file_too_large"),
    ],
)
def test_an_unfit_file_is_refused_at_its_field_and_not_kept(tmp_path, content, reason):
    with pytest.raises(InvalidInput) as refused:
        FileStore(tmp_path).receive(
            io.BytesIO(content), "x.pdf", allowed=DOCUMENT_TYPES, field="scan"
        )

    assert (refused.value.field, refused.value.reason) == ("scan", reason)
    assert not list(tmp_path.iterdir())


def test_images_and_documents_are_apart():
    assert not IMAGE_TYPES & DOCUMENT_TYPES
