"""Typed text as the market keeps it."""

import re
import unicodedata

# What no keyboard types: C0 and C1 controls but tab and newline (PostgreSQL refuses NUL), those
# that turn the direction of text (a name could be made to look like another), lone surrogates
# (no database stores them) and noncharacters (Word documents cannot hold them).
UNWANTED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean_text(text: str | None) -> str:
    """Trim a typed text, unite its line ends, drop what no keyboard types; None becomes empty."""
    if text is None:
        return ""
    united = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", UNWANTED.sub("", united)).strip()
