"""Everything the routes of one process work with, built once by `api.app` and handed to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request

from api.http.paging import Cursors
from api.identity.identity import Identity
from api.letters.mailroom import Mailroom
from api.trail.feed import Feed
from api.trail.sealing import Evidence
from application.access.log import AccessLog
from application.applying.drafts import Drafts
from application.applying.surveys import Surveys
from application.completeness.compare import Completeness
from application.disclosures import Disclosures
from application.erasure.forgetting import Forgetting
from application.evidence.deeds import DeedReader
from application.evidence.export_log import ExportLog
from application.identity.sessions import Sessions
from application.kept_posts import KeptPosts
from application.mark_readers import MarkReaders
from application.papers import Papers
from application.permits import Permits
from application.published_calendars import PublishedCalendars
from application.settings import Settings
from application.signing.certificates import Published
from application.signing.signatures import Signatures
from application.subkeys import Subkeys, correlation_of, mac
from application.uploads.intake import Intake
from application.uploads.register import UploadRegister
from application.verification_counts import VerificationCounts
from domain.actor import Caller
from domain.rulebook import Rulebook
from projections.engine.reads import Reads
from projections.engine.tide import Tide


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """`reads` gives connections for lists and queues; one permit is always read from its own stream.

    `address` is where this office answers.
    """

    settings: Settings
    identity: Identity
    rulebook: Callable[[], Rulebook]
    clock: Callable[[], datetime]
    subkeys: Subkeys
    address: str
    permits: Permits
    calendars: PublishedCalendars
    posts: KeptPosts
    uploads: UploadRegister
    intake: Intake
    mark_readers: MarkReaders
    verifications: VerificationCounts
    signatures: Signatures
    certificates: Callable[[], Sequence[Published]]
    papers: Papers
    reads: Reads
    exports: ExportLog
    deeds: DeedReader
    tide: Tide
    feed: Feed
    cursors: Cursors
    mailroom: Mailroom
    evidence: Evidence
    access_evidence: Evidence
    accesses: AccessLog
    completeness: Completeness
    forgetting: Forgetting
    disclosures: Disclosures
    sessions: Sessions
    drafts: Drafts
    surveys: Surveys

    @property
    def book(self) -> Rulebook:
        """The rulebook of this moment: a calendar may be published while we run."""
        return self.rulebook()

    @property
    def today(self) -> date:
        """The day it is in the office."""
        return self.clock().astimezone(self.book.calendar.zone).date()

    def standing(self, by: Caller) -> Caller:
        """Return the caller with the posts they hold or act for now, whatever their token says."""
        return self.posts.roster.standing(by, self.clock())

    def command_id(self, sub: str, key: str) -> UUID:
        """Return the id of the command that this caller names `key`: the same for every retry, telling neither."""
        name = f"{len(sub)} {sub}{key}".encode()
        return UUID(bytes=mac(self.subkeys.commands, name))

    def correlation(self, request_id: str) -> str:
        """Return what the trail keeps of a request id."""
        return correlation_of(self.subkeys, request_id)


def office_of(request: Request) -> Office:
    office: Office = request.app.state.office
    return office


TheOffice = Annotated[Office, Depends(office_of)]
