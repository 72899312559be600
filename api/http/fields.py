"""The kinds of field that request bodies are made of: what a line, a code, a hash or an identity number may be."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    SecretStr,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from api.problems.validation import field_error
from application import documents
from domain.nik import is_plausible_nik
from domain.refusals import Sentence

# Direction marks and overrides: with them a name reads differently from what it is (Unicode TR 36, 2.5).
_MISLEADING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e") | {chr(n) for n in range(0x2066, 0x2070)}
_MOST_NAMED = 20  # of the characters that cannot be printed


def printable(text: str) -> str:
    """Return `text`, or raise a field error: control characters break papers, logs and PostgreSQL's text (NUL)."""
    if not text.isprintable() and any(map(_controls, text)):
        raise field_error(
            "control_character",
            Sentence("Isian ini memuat karakter kendali.", "This contains a control character."),
        )
    return text


def _printable_lines(text: str) -> str:
    """Lines as browsers and spreadsheets send them; papers know line feeds only."""
    lines = re.sub("\r\n?", "\n", text).replace("\t", " ").split("\n")
    return "\n".join(map(printable, lines))


def _controls(character: str) -> bool:
    return character in _MISLEADING or unicodedata.category(character) in ("Cc", "Cs")


def _printed(text: str) -> str:
    """What a paper's typeface cannot show would be a wrong name on a decree; it is better said at once."""
    if text.isascii() or not (strange := documents.typeface.unprintable(text)[:_MOST_NAMED]):
        return text
    raise field_error(
        "unprintable",
        Sentence(
            f"Karakter berikut tidak dapat dicetak pada surat: {strange}",
            f"These characters cannot be printed on a paper: {strange}",
        ),
    )


def _nik(text: str) -> str:
    if not is_plausible_nik(text):
        raise field_error(
            "nik",
            Sentence(
                "NIK harus terdiri atas 16 angka dengan tanggal lahir yang mungkin.",
                "A NIK has 16 digits and contains a possible date of birth.",
            ),
        )
    return text


_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")


def _email(text: str) -> str:
    if _EMAIL.fullmatch(text) is None:
        raise field_error("email", Sentence("Alamat surel tidak sah.", "This is not an e-mail address."))
    return text


_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{4,28}[0-9]")


def _phone(text: str) -> str:
    if _PHONE.fullmatch(text) is None:
        raise field_error("phone", Sentence("Nomor telepon tidak sah.", "This is not a telephone number."))
    return text


RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")
# Others are slips of the pen, and those at the ends of the calendar have no time in UTC.
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def rfc_3339(value: Any) -> Any:  # whatever stands in the JSON
    """Return `value`, or raise a field error: pydantic would also take seconds since 1970, as a number or as text."""
    if not (isinstance(value, str) and RFC_3339.fullmatch(value)):
        raise field_error(
            "instant",
            Sentence(
                "Isian ini harus berupa waktu RFC 3339 dengan zona, misalnya 2026-11-23T09:14:00+08:00.",
                "This must be an RFC 3339 time with its zone, for example 2026-11-23T09:14:00+08:00.",
            ),
        )
    return value


def _in_utc(instant: datetime) -> datetime:
    if not _EARLIEST <= instant < _LATEST:
        raise field_error(
            "out_of_range", Sentence("Waktu ini tidak masuk akal.", "This time is too long ago or too far away.")
        )
    return instant.astimezone(UTC)


def _passphrase(secret: SecretStr) -> SecretStr:
    if not 1 <= len(secret.get_secret_value()) <= 200:
        raise field_error(
            "passphrase_length",
            Sentence("Frasa sandi terdiri atas 1 sampai 200 karakter.", "A passphrase has 1 to 200 characters."),
        )
    return secret


def _line(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Line = Annotated[str, _line(200), AfterValidator(printable)]
Address = Annotated[str, _line(500), AfterValidator(_printable_lines)]
Text = Annotated[str, _line(2000), AfterValidator(_printable_lines)]
# The same, where a paper prints it.
PrintedLine = Annotated[Line, AfterValidator(_printed)]
PrintedAddress = Annotated[Address, AfterValidator(_printed)]
PrintedText = Annotated[Text, AfterValidator(_printed)]
# Not strict, for behind a validator text is no longer JSON to pydantic.
Instant = Annotated[AwareDatetime, Strict(strict=False), BeforeValidator(rfc_3339), AfterValidator(_in_utc)]
Passphrase = Annotated[
    SecretStr,
    AfterValidator(_passphrase),
    WithJsonSchema({"type": "string", "format": "password", "minLength": 1, "maxLength": 200, "writeOnly": True}),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Nik = Annotated[str, AfterValidator(_nik)]
Email = Annotated[str, StringConstraints(max_length=200), AfterValidator(printable), AfterValidator(_email)]
Phone = Annotated[str, StringConstraints(max_length=30), AfterValidator(_phone)]
Nip = Annotated[str, StringConstraints(pattern=r"^[0-9]{18}$")]
