"""Fields for files that come in; only name and size are looked at here, content by services."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import ValidationError

from techmarket.web.filters import filesize


class UploadField(FileField):
    """One file; `data` is a FileStorage, or None when nothing was chosen."""

    def __init__(
        self,
        label: Any,  # noqa: ANN401 - a lazy string of an untyped library
        suffixes: Sequence[str],
        validators: Sequence[Any] = (),
        *,
        max_bytes: int,
        **options: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        options["render_kw"] = {"accept": _accept(suffixes), **options.get("render_kw", {})}
        self.suffixes = tuple(suffixes)
        self.max_bytes = max_bytes
        super().__init__(label, list(validators), **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        chosen = _chosen(valuelist)
        self.data = chosen[0] if chosen else None
        # InputRequired looks at raw_data, where the browser puts an empty part.
        self.raw_data = chosen

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002, ANN401 - WTForms' signature
        if self.data is not None:
            _check(self.data, self.suffixes, self.max_bytes)


def size_of(upload: FileStorage) -> int:
    """Return the size of an upload in bytes and leave its stream at the start."""
    size = upload.stream.seek(0, 2)
    upload.stream.seek(0)
    return size


def _chosen(valuelist: list[Any]) -> list[FileStorage]:
    return [part for part in valuelist if isinstance(part, FileStorage) and part.filename]


def _check(upload: FileStorage, suffixes: tuple[str, ...], max_bytes: int) -> None:
    name = upload.filename or ""
    if not name.lower().endswith(tuple(f".{suffix}" for suffix in suffixes)):
        raise ValidationError(
            _(
                "“%(name)s” is not accepted: choose a file of the type %(types)s.",
                name=name,
                types=", ".join(suffixes),
            )
        )
    size = size_of(upload)
    if size > max_bytes:
        raise ValidationError(
            _(
                "“%(name)s” is too large: %(size)s, at most %(most)s are accepted.",
                name=name,
                size=filesize(size),
                most=filesize(max_bytes),
            )
        )
    if size == 0:
        raise ValidationError(_("“%(name)s” is empty.", name=name))


def _accept(suffixes: Sequence[str]) -> str:
    return ",".join(f".{suffix}" for suffix in suffixes)
