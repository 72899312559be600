"""The kinds of field that request bodies are made of: what a line, a code, a hash or an identity number may be."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from api.problem_validation import field_error
from domain.nik import is_plausible_nik
from domain.refusals import Sentence

LINE_BREAKS = "\n\r\t"


def _printable(text: str) -> str:
    """Control characters break papers, logs and PostgreSQL's text (NUL); nobody types them on purpose."""
    return _without_controls(text, allowed="")


def _printable_lines(text: str) -> str:
    return _without_controls(text, allowed=LINE_BREAKS)


def _without_controls(text: str, *, allowed: str) -> str:
    if text.isprintable():
        return text
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in allowed for each in text):
        raise field_error(
            "control_character",
            Sentence("Isian ini memuat karakter yang tidak dapat dicetak.", "This contains a control character."),
        )
    return text


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


def _line(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Line = Annotated[str, _line(200), AfterValidator(_printable)]
Address = Annotated[str, _line(500), AfterValidator(_printable_lines)]
Text = Annotated[str, _line(2000), AfterValidator(_printable_lines)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Nik = Annotated[str, AfterValidator(_nik)]
Email = Annotated[str, StringConstraints(max_length=200), AfterValidator(_printable), AfterValidator(_email)]
Phone = Annotated[str, StringConstraints(max_length=30), AfterValidator(_phone)]
Nip = Annotated[str, StringConstraints(pattern=r"^[0-9]{18}$")]
