"""What the office has still to fill in is known, text by text."""

from dataclasses import replace

from domain.blanks import MARK, blanks
from domain.papers import DecreeKind
from tests.book import SOP_FILE
from tests.decrees import FORM


def test_the_shipped_forms_name_what_is_left_to_the_office() -> None:
    assert (
        "office.letterhead.address",
        "office.letterhead.contact",
        "technical.letterhead.address",
        "technical.letterhead.contact",
        "legal_basis[11].text",
        "wordings.permit.dictum[3].text",
    ) == blanks(FORM)


def test_no_mark_of_the_file_is_overlooked() -> None:
    texts = [line for line in SOP_FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

    assert len(blanks(FORM)) == len([line for line in texts if MARK in line])


def test_a_form_that_is_filled_in_has_none() -> None:
    permit = FORM.wordings[DecreeKind.PERMIT]
    third = replace(permit.dictum[2], text="Izin berlaku.")
    dictum = (*permit.dictum[:2], third, *permit.dictum[3:])
    head = replace(FORM.office.letterhead, address="Jalan Panglima Batur", contact="Telepon (0511) 1")
    filled = replace(
        FORM,
        office=replace(FORM.office, letterhead=head),
        technical=replace(FORM.technical, letterhead=head),
        legal_basis=FORM.legal_basis[:10],
        wordings={**FORM.wordings, DecreeKind.PERMIT: replace(permit, dictum=dictum)},
    )

    assert () == blanks(filled)
