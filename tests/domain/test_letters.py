"""Which letters a fact brings about."""

from typing import Any

import pytest

from domain.actor import Role
from domain.letters import Letter, LetterKind, letters_on


@pytest.mark.parametrize(
    ("topic", "fact", "expected"),
    [
        ("Submitted", {}, (Letter(LetterKind.RECEIVED),)),
        ("Rejected", {}, (Letter(LetterKind.COMPLETION),)),
        ("Lapsed", {}, (Letter(LetterKind.CLOSED),)),
        ("Signed", {"kind": "permit"}, (Letter(LetterKind.ISSUED),)),
        ("Revoked", {}, (Letter(LetterKind.REVOKED),)),
        ("RevocationSigned", {}, (Letter(LetterKind.REVOCATION_SIGNED),)),
        ("Signed", {"kind": "refusal"}, (Letter(LetterKind.REFUSED),)),
        ("Routed", {"to_role": "kabid"}, (Letter(LetterKind.TASK, Role.KABID),)),
        ("Routed", {"to_role": "pemohon"}, ()),
        ("Alerted", {"rung": "overdue", "to": ["kabid"]}, (Letter(LetterKind.OVERDUE, Role.KABID),)),
        ("Alerted", {"rung": "repair_reminder", "to": ["pemohon"]}, (Letter(LetterKind.REPAIR_REMINDER),)),
        (
            "Alerted",
            {"rung": "legal_passed", "to": ["kepala_dinas", "auditor"]},
            (Letter(LetterKind.LEGAL_PASSED, Role.KEPALA_DINAS), Letter(LetterKind.LEGAL_PASSED, Role.AUDITOR)),
        ),
        ("AuthorityGiven", {}, (Letter(LetterKind.AUTHORITY_GIVEN), Letter(LetterKind.ATTORNEY_NAMED))),
        ("AuthorityEnded", {}, (Letter(LetterKind.AUTHORITY_ENDED), Letter(LetterKind.ATTORNEY_RELEASED))),
        ("Claimed", {}, ()),
        ("Verified", {}, ()),
    ],
)
def test_a_fact_brings_about_its_letters(topic: str, fact: dict[str, Any], expected: tuple[Letter, ...]) -> None:
    assert expected == letters_on(topic, fact)


def test_a_recipient_is_the_applicant_or_a_role() -> None:
    assert ("applicant", "kabid") == (
        Letter(LetterKind.RECEIVED).recipient,
        Letter(LetterKind.TASK, Role.KABID).recipient,
    )
