"""The words of a revocation: what is revoked, why, and what may be done against it."""

from datetime import date

import pytest

from domain.decree import DecreeContent
from domain.decree_file import BadDecreeFile, parse_template
from domain.revocation import revocation_content
from tests.book import SOP_FILE
from tests.decrees import FORM, PERMIT

TEXT = SOP_FILE.read_text(encoding="utf-8")


def content() -> DecreeContent:
    return revocation_content(
        PERMIT, FORM, number="500.16.7.2/0001", issued_on=date(2026, 11, 27), reason="Kegiatan\n berhenti."
    )


def test_it_names_the_permit_and_its_reason() -> None:
    first, why = content().dictum[:2]

    assert first.text.startswith("Mencabut Izin Penyelenggaraan Kegiatan Belajar Mengajar")
    assert first.text.endswith("Nomor 500.16.7.2/0001 tanggal 27 November 2026 kepada:")
    assert ("Kegiatan berhenti.",) == why.items


def test_it_is_no_permit_and_has_no_validity() -> None:
    assert ("revocation", None) == (content().kind, content().valid_years)
    assert "PENCABUTAN IZIN PENYELENGGARAAN KEGIATAN BELAJAR MENGAJAR PKBM HARAPAN BANGSA" == content().subject


def test_a_form_without_one_is_refused() -> None:
    with pytest.raises(BadDecreeFile, match="revocation must be given"):
        parse_template(
            TEXT.replace("[revocation]", "[pencabutan]").replace("[[revocation.", "[[pencabutan."), "izin.1.toml"
        )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "dinyatakan tidak berlaku dan",
            "{decree_hour}",
            "revocation, dictum 3: text has the placeholder {decree_hour}",
        ),
        ('"Mencabut {grant}', '"Mencabut {number} {grant}', "revocation, dictum 1: text has the placeholder {number}"),
        ('"Penolakan Permohonan {grant}', '"Penolakan {decree_number}', "refusal: subject has the placeholder"),
    ],
)
def test_its_placeholders_are_checked(before: str, after: str, said: str) -> None:
    with pytest.raises(BadDecreeFile) as refused:
        parse_template(TEXT.replace(before, after), "izin.1.toml")

    assert said in str(refused.value)


def test_it_gives_its_reasons() -> None:
    head, _, tail = TEXT.rpartition('items = ["{reasons}"]')

    with pytest.raises(BadDecreeFile, match="must have an item"):
        parse_template(f"{head}items = []{tail}", "izin.1.toml")
