"""A power of attorney over HTTP: what an applicant says of it, and the letter among their uploads."""

from datetime import UTC
from typing import Annotated

from pydantic import ConfigDict, Field

from api.commands import examples
from api.commands.body import Body, Sub
from api.commands.submitting import uploads_named
from api.http.fields import Email, PrintedLine, Sha256, Text
from api.office import Office
from api.posts.bodies import Moment, last_moment
from application.uploads.uploads import MediaType
from domain import commands
from domain.admission import Asked
from domain.checks import require_none
from domain.papers import Document
from domain.powers import LETTER, Attorney, Power
from domain.refusals import Fault, Sentence


class AttorneyBody(Body):
    """A second person, by their account; without an e-mail address they are told nothing by letter."""

    sub: Sub
    name: PrintedLine
    email: Email | None = None


class Empowerment(Body):
    """Who may act for the applicant, in what, and until when: as the letter says (surat kuasa bermeterai, KTP behind).

    `until` is an instant, or the day that the letter names last. To withdraw takes express words in it.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [examples.EMPOWERMENT]})

    attorney: AttorneyBody
    letter_sha256: Sha256
    powers: Annotated[tuple[Power, ...], Field(min_length=1, max_length=len(Power))]
    until: Moment | None = None


class Ending(Body):
    """The end of a power; why, if anybody wishes to say."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ENDING]})

    reason: Text | None = None

    def command(self) -> commands.EndAuthority:
        return commands.EndAuthority(reason=self.reason)


async def empowerment(office: Office, body: Empowerment, asked: Asked) -> commands.Authorise:
    """Return the command, or raise `Invalid` where the letter is no PDF that the caller has uploaded."""
    kept = await uploads_named(office, [(body.letter_sha256, "/letter_sha256")], asked.by)
    letter = kept[body.letter_sha256]
    if letter.upload.media_type != MediaType.PDF:
        require_none([Fault("/letter_sha256", "not_a_pdf", NOT_A_PDF)])
    return commands.Authorise(
        attorney=Attorney(sub=body.attorney.sub, name=body.attorney.name, email=body.attorney.email),
        letter=Document(
            requirement=LETTER,
            sha256=body.letter_sha256,
            name=f"{LETTER}.pdf",  # whatever it was called: a file's name is never forgotten
            media_type=MediaType.PDF,
            size=letter.upload.size,
        ),
        document_keys={body.letter_sha256: letter.key_text},
        powers=body.powers,
        until=None if body.until is None else last_moment(body.until, office.book.calendar.zone).astimezone(UTC),
    )


NOT_A_PDF = Sentence("Surat kuasa harus berupa PDF.", "The power of attorney must be a PDF.")
