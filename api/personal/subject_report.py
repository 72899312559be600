"""All that is known of one person, and all that was done with it, gathered in one call (UU 27/2022 Pasal 7 and 32)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.desks.timeline import summary
from api.http.freshness import wait_for_writes
from api.office import Office
from api.personal.attorney_report import Held, powers_held
from application.applying.drafts import Draft
from application.disclosures import Disclosure
from application.letters.outbox_pages import Entry, letters_to
from application.permits import Filed
from application.uploads.register import Noted
from domain.actor import Caller
from domain.admission import ROLE_NAMES
from domain.events import BAPFiled, PersonalDataCorrected, Submitted
from domain.papers import Applicant, Document
from domain.permit import Permit
from domain.refusals import Sentence
from domain.retention import Retention, retention_of
from projections.subject_cases import cases_of, head


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The applicant's data as they were recorded, and by which fact."""

    at: datetime
    fact: str
    applicant: Applicant


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """One thing that was done with the file, and by which post: an officer's name is the officer's."""

    at: datetime
    fact: str
    told: Sentence
    role: str
    post: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    permit: Permit
    recorded: Sequence[Recorded]
    documents: Sequence[Document]
    processing: Sequence[Processed]
    letters: Sequence[Entry]
    disclosures: Sequence[Disclosure]
    retention: Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`uploads` are also those that no file names. What stands in a draft is told to its owner alone."""

    sub: str
    made_at: datetime
    made_for: Caller
    files: Sequence[File]
    authorities: Sequence[Held]
    uploads: Sequence[Noted]
    drafts: Sequence[Draft]

    @property
    def is_own(self) -> bool:
        return self.made_for.sub == self.sub

    @property
    def names(self) -> list[str]:
        """Return how the person is called, the newest name first."""
        applied = [each.applicant.name for file in reversed(self.files) for each in file.recorded[::-1]]
        return list(dict.fromkeys([*applied, *(each.attorney.name for each in reversed(self.authorities))]))


async def files_of(office: Office, sub: str) -> list[Filed]:
    """Return all files of that applicant, of which none is missed: the list has seen everything until now."""
    async with office.reads() as connection:
        await wait_for_writes(office, "cases", await head(connection) or None)
        ids = await cases_of(connection, sub)
    found = [await office.permits.get(each) for each in ids]
    return [filed for filed in found if filed and not filed.permit.erased]


async def report_on(
    office: Office, sub: str, filed: Sequence[Filed], by: Caller, *, acted_on: Sequence[Filed]
) -> Report:
    """Return the report on `sub`, whose files are these; those they `acted_on` are somebody else's."""
    ids = [each.permit.id for each in filed]
    letters, disclosures = await letters_to(office.mailroom.outbox, ids), await office.disclosures.of(ids)
    return Report(
        sub=sub,
        made_at=office.clock(),
        made_for=by,
        files=[_file(each, letters, disclosures) for each in filed],
        authorities=[held for each in acted_on for held in powers_held(each, sub)],
        uploads=await office.uploads.of(sub),
        drafts=await office.drafts.of(sub, office.clock()),
    )


def _file(filed: Filed, letters: Iterable[Entry], disclosures: Iterable[Disclosure]) -> File:
    permit: UUID = filed.permit.id
    return File(
        permit=filed.permit,
        recorded=[
            Recorded(at=event.at, fact=type(event.fact).__name__, applicant=event.fact.applicant)
            for _, event in filed.history
            if isinstance(event.fact, Submitted | PersonalDataCorrected)
        ],
        documents=_documents(filed),
        processing=[
            Processed(
                at=event.at,
                fact=type(event.fact).__name__,
                told=summary(event.fact),
                role=event.by.role,
                post=ROLE_NAMES[event.by.role],
            )
            for _, event in filed.history
        ],
        letters=[each for each in letters if each.permit == permit],
        disclosures=[each for each in disclosures if each.application == permit],
        retention=retention_of(filed.permit),
    )


def _documents(filed: Filed) -> list[Document]:
    """Return every document of every round, once: the applicant's, and the inspectors' of the place."""
    named = (
        document
        for _, event in filed.history
        if isinstance(event.fact, Submitted | BAPFiled)
        for document in event.fact.documents
    )
    return list({(each.requirement, each.sha256): each for each in named}.values())
