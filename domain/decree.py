"""What a decree says before it has a number and a date: the text that approvers read, and whose hash they approve."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.canonical import sha256_of
from domain.indonesian import counted, date_text, ordinal
from domain.papers import (
    ApplicationKind,
    DecreeKind,
    Document,
    InspectionReport,
    Institution,
    NumberedKind,
    Photo,
    Recommendation,
    UnitType,
    Verdict,
)

VERDICTS: Mapping[Verdict, str] = {
    Verdict.RECOMMENDED: "direkomendasikan",
    Verdict.RECOMMENDED_WITH_NOTES: "direkomendasikan dengan catatan",
    Verdict.NOT_RECOMMENDED: "tidak direkomendasikan",
}
REASONS = "{reasons}"  # an item that is nothing but this becomes one item for each reason


class Sheet(StrEnum):
    """The paper that an office prints on: F4 is 215 × 330 mm."""

    A4 = "A4"
    F4 = "F4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Kop naskah dinas: who writes, and from where."""

    government: str
    office: str
    address: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office that issues papers on its kind of `sheet`; `head` is the post that signs, `place` where it signs."""

    letterhead: Letterhead
    name: str
    head: str
    place: str
    sheet: Sheet = Sheet.A4


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalGround:
    """One item of "Mengingat", and the unit types it holds for."""

    text: str
    unit_types: frozenset[UnitType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictum:
    """One operative clause: a sentence, then the particulars (label, value) and the lettered items under it."""

    text: str
    particulars: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The text of one kind of decree, with placeholders in braces."""

    subject: str
    considering: tuple[str, ...]
    noting: tuple[str, ...]
    dictum: tuple[Dictum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeTemplate:
    """The decree forms of one SOP version (see `decree_file`). `technical` is the office that recommends."""

    code: str
    version: str
    office: Office
    technical: Office
    unit_types: Mapping[UnitType, str]
    grants: Mapping[ApplicationKind, str]
    legal_basis: tuple[LegalGround, ...]
    copies: tuple[str, ...]
    wordings: Mapping[DecreeKind, Wording]
    revocation: Wording
    recommendation_copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeFacts:
    """What of the file goes into its decree. Never the NIK; days are days in WITA."""

    kind: DecreeKind
    application: ApplicationKind
    previous_number: str | None = None
    institution: Institution
    applicant_name: str
    registration_number: str
    submitted_on: date
    report_number: str
    report_date: date
    recommendation_number: str
    recommendation_date: date
    verdict: Verdict
    valid_years: int | None = None
    reasons: tuple[str, ...] = ()
    inspection_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeContent:
    """Every word of the decree except number, date and signature.

    `inspection_sha256` is not printed: whoever approves the decree approves the inspection that it rests on.
    """

    form: str
    kind: NumberedKind
    letterhead: Letterhead
    title: str
    subject: str
    authority: str
    place: str
    considering: tuple[str, ...]
    legal_basis: tuple[str, ...]
    noting: tuple[str, ...]
    decision: str
    dictum: tuple[Dictum, ...]
    copies: tuple[str, ...]
    institution: str
    valid_years: int | None
    inspection_sha256: str = ""


def draft_content(facts: DecreeFacts, template: DecreeTemplate) -> DecreeContent:
    """Return the draft decree. A permit needs `valid_years`, a refusal at least one reason: else `ValueError`."""
    _require_complete(facts)
    return filled_in(template.wordings[facts.kind], facts, template, placeholder_values(facts, template))


def filled_in(
    wording: Wording, facts: DecreeFacts, template: DecreeTemplate, words: Mapping[str, str]
) -> DecreeContent:
    """Return `wording` with `words` in its placeholders, and with what all decrees of the office have."""
    subject = wording.subject.format_map(words).upper()
    words = {**words, "subject": subject}
    title = f"KEPUTUSAN {template.office.head}"
    return DecreeContent(
        form=f"{template.code}.{template.version}",
        kind=NumberedKind(facts.kind),
        letterhead=template.office.letterhead,
        title=title,
        subject=subject,
        authority=template.office.head,
        place=template.office.place,
        considering=_filled(wording.considering, words),
        legal_basis=tuple(
            ground.text for ground in template.legal_basis if facts.institution.unit_type in ground.unit_types
        ),
        noting=_filled(wording.noting, words),
        decision=f"{title} TENTANG {subject}.",
        dictum=tuple(_dictum(each, words, facts.reasons) for each in wording.dictum if _applies(each.text, words)),
        copies=_filled(template.copies, words),
        institution=words["institution"],
        valid_years=facts.valid_years,
        inspection_sha256=facts.inspection_sha256,
    )


def content_sha256(content: DecreeContent) -> str:
    """Return the hash that approvers approve."""
    return sha256_of(content)


def bap_sha256(
    report: InspectionReport,
    recommendation: Recommendation,
    documents: Sequence[Document] = (),
    photos: Sequence[Photo] = (),
) -> str:
    """Return the hash of inspection report and recommendation together, with all that came with them (SOP step 4)."""
    return sha256_of({"report": report, "recommendation": recommendation, "documents": documents, "photos": photos})


def dictum_labels(content: DecreeContent) -> tuple[str, ...]:
    """Return KESATU, KEDUA, …, one for each clause."""
    return tuple(ordinal(n) for n in range(1, len(content.dictum) + 1))


def cleaned(text: str) -> str:
    """Return `text` on one line, in composed form, without invisible characters: what a paper can show of it."""
    composed = unicodedata.normalize("NFC", text)
    shown = (each if unicodedata.category(each)[0] != "C" or each.isspace() else "" for each in composed)
    return " ".join("".join(shown).split())


def _require_complete(facts: DecreeFacts) -> None:
    if facts.kind is DecreeKind.PERMIT and facts.valid_years is None:
        raise ValueError("a permit needs valid_years")
    # UU 30/2014 Pasal 55: a decision gives its reasons.
    if facts.kind is DecreeKind.REFUSAL and not facts.reasons:
        raise ValueError("a refusal needs reasons")


def placeholder_values(facts: DecreeFacts, template: DecreeTemplate) -> dict[str, str]:
    unit = facts.institution
    return {
        "grant": template.grants[facts.application],
        "institution": cleaned(unit.name),
        "unit_type": template.unit_types[unit.unit_type],
        "applicant": cleaned(facts.applicant_name),
        "address": cleaned(unit.address),
        "kelurahan": cleaned(unit.kelurahan),
        "kecamatan": cleaned(unit.kecamatan),
        "programs": "; ".join(cleaned(program) for program in unit.programs),
        "capacity": counted(unit.capacity),
        "registration_number": facts.registration_number,
        "submitted_on": date_text(facts.submitted_on),
        "report_number": cleaned(facts.report_number),
        "report_date": date_text(facts.report_date),
        "recommendation_number": cleaned(facts.recommendation_number),
        "recommendation_date": date_text(facts.recommendation_date),
        "verdict": VERDICTS[facts.verdict],
        "previous_number": cleaned(facts.previous_number or ""),
        "valid_years": counted(facts.valid_years) if facts.valid_years is not None else "",
    }


PLACEHOLDERS = frozenset(
    [
        "grant",
        "institution",
        "unit_type",
        "applicant",
        "address",
        "kelurahan",
        "kecamatan",
        "programs",
        "capacity",
        "registration_number",
        "submitted_on",
        "report_number",
        "report_date",
        "recommendation_number",
        "recommendation_date",
        "verdict",
        "previous_number",
        "valid_years",
        "subject",
    ]
)


def _filled(lines: Iterable[str], words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(line.format_map(words) for line in lines if _applies(line, words))


def _applies(line: str, words: Mapping[str, str]) -> bool:
    """A line about the previous permit stands only where there is one."""
    return "{previous_number}" not in line or bool(words["previous_number"])


def _dictum(clause: Dictum, words: Mapping[str, str], reasons: tuple[str, ...]) -> Dictum:
    items = tuple(each for item in clause.items for each in (reasons if item == REASONS else (item.format_map(words),)))
    particulars = tuple((label, value.format_map(words)) for label, value in clause.particulars)
    return Dictum(
        text=clause.text.format_map(words),
        particulars=tuple(each for each in particulars if each[1]),
        items=tuple(cleaned(item) for item in items),
    )
