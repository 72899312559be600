"""What the people of the demo write on their forms: from an act and the file before it, the command."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date, timedelta, tzinfo
from typing import TypeVar

from application.demo import remarks
from application.demo.people import inspectors
from application.demo.schedule import Act
from application.demo.stories import Word
from application.uploads.register import Kept
from domain.commands import (
    Approve,
    Claim,
    Command,
    Deliver,
    Draft,
    FileInspection,
    Reject,
    Return,
    Revoke,
    Route,
    Sign,
    Submit,
    Verify,
    Withdraw,
)
from domain.papers import (
    Checked,
    Conclusion,
    DecreeKind,
    Document,
    InspectionReport,
    Recommendation,
    Verdict,
)
from domain.permit import Permit

Some = TypeVar("Some")


def submission(act: Act, file: Permit | None, kept: Kept, sop: str) -> Submit:
    """Return the application, or its repaired revision where there is a `file`; all its documents are `kept`."""
    dossier, upload = act.dossier, kept.upload
    return Submit(
        kind=dossier.kind,
        previous_number=dossier.previous_number,
        applicant=dossier.citizen.person,
        institution=dossier.institution,
        documents=tuple(
            Document(
                requirement=code,
                sha256=upload.sha256,
                name=f"{code.lower()}.pdf",
                media_type=upload.media_type,
                size=upload.size,
            )
            for code in dossier.requirements
        ),
        document_keys={upload.sha256: b64encode(kept.key).decode()},
        started_at=act.at - timedelta(minutes=act.chance().randint(8, 45)),
        tracking_code=dossier.tracking_code,
        sop=None if file else sop,
    )


def command(act: Act, file: Permit, zone: tzinfo) -> Command:
    """Return what every act but a submission asks for, on the file as it stands."""
    if act.word in (Word.INSPECT, Word.OPPOSE):
        return _inspection(act, file, zone)
    return _FORMS[act.word](act, file)


def _verify(_: Act, file: Permit) -> Verify:
    return Verify(checklist=tuple(Checked(requirement=each.requirement, accepted=True) for each in file.documents))


def _reject(act: Act, _: Permit) -> Reject:
    chance = act.chance()
    return Reject(
        deficiencies=remarks.deficiencies(chance.randrange(len(remarks.DEFICIENCIES)), chance.choice((1, 1, 2)))
    )


def _inspection(act: Act, file: Permit, zone: tzinfo) -> FileInspection:
    """Every inspection that opposes lacks the way out and the lease that the refusal will name."""
    opposed, noted = act.word is Word.OPPOSE, act.chance().random() < 0.3
    conclusion, verdict = _judgement(opposed=opposed, noted=noted)
    year = f"{act.at.astimezone(zone):%Y}"
    return FileInspection(
        report=InspectionReport(
            number=f"400.3.8/{act.serial:03}/BAPL/DISDIK/{year}",
            inspected_on=_inspected_on(act, file, zone),
            location=file.institution.address,
            inspectors=inspectors(act.by, act.chance()),
            findings=remarks.findings(lacking=frozenset({1, 5}) if opposed else frozenset()),
            conclusion=conclusion,
        ),
        recommendation=Recommendation(
            number=f"400.3.8/{act.serial:03}/REK/DISDIK/{year}",
            verdict=verdict,
            notes=_one_of(act, remarks.NOTES) if verdict is Verdict.RECOMMENDED_WITH_NOTES else None,
        ),
    )


def _judgement(*, opposed: bool, noted: bool) -> tuple[Conclusion, Verdict]:
    if opposed:
        return Conclusion.DOES_NOT_MEET, Verdict.NOT_RECOMMENDED
    if noted:
        return Conclusion.MEETS_WITH_NOTES, Verdict.RECOMMENDED_WITH_NOTES
    return Conclusion.MEETS, Verdict.RECOMMENDED


def _inspected_on(act: Act, file: Permit, zone: tzinfo) -> date:
    """The day before the report is filed, unless the file came that very day."""
    filed, arrived = act.at.astimezone(zone).date(), file.entered_at.astimezone(zone).date()
    return max(arrived, filed - timedelta(days=1))


def _draft(_: Act, file: Permit) -> Draft:
    if file.refused_by_inspection:
        return Draft(kind=DecreeKind.REFUSAL, reasons=remarks.REFUSED)
    return Draft(kind=DecreeKind.PERMIT)


def _seen(file: Permit) -> str:
    assert file.draft is not None, "stories approve and sign what was drafted"
    return file.draft.sha256


def _one_of(act: Act, values: tuple[Some, ...]) -> Some:
    return act.chance().choice(values)


_FORMS: Mapping[Word, Callable[[Act, Permit], Command]] = {
    Word.VERIFY: _verify,
    Word.REJECT: _reject,
    Word.ROUTE: lambda act, _: Route(note=_one_of(act, remarks.FORWARDED)),
    Word.DRAFT: _draft,
    Word.APPROVE: lambda _, file: Approve(draft_sha256=_seen(file)),
    Word.RETURN: lambda act, _: Return(reason=_one_of(act, remarks.RETURNED)),
    Word.SIGN: lambda _, file: Sign(draft_sha256=_seen(file)),
    Word.DELIVER: lambda _, __: Deliver(),
    Word.HAND_OVER: lambda _, __: Deliver(),
    Word.WITHDRAW: lambda act, _: Withdraw(reason=_one_of(act, remarks.WITHDRAWN)),
    Word.REVOKE: lambda _, __: Revoke(reason=remarks.REVOKED),
    Word.CLAIM: lambda _, __: Claim(),
    Word.TAKE: lambda _, __: Claim(),
}
