"""Bodies of what concerns an applicant's person: what is to be put right, and why somebody is to be forgotten."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from api.commands.body import Body
from api.http.fields import Address, Email, Nik, Phone, PrintedLine, Text
from api.personal import examples
from domain import commands
from domain.refusals import Fault, Sentence
from domain.retention import LEGAL_GROUNDS, Ground

SHORTEST_REASON = 10  # characters: "audit" is no reason
Reason = Annotated[Text, StringConstraints(min_length=SHORTEST_REASON)]


class CorrectedApplicant(Body):
    """Only what was wrong; what is left out stays as it is."""

    name: PrintedLine | None = None
    nik: Nik | None = None
    email: Email | None = None
    phone: Phone | None = None
    address: Address | None = None


class Correction(Body):
    """What was wrong about the applicant, as it should have been, and why (UU 27/2022 Pasal 6)."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CORRECTION]})

    applicant: CorrectedApplicant
    reason: Text

    def command(self) -> commands.Correct:
        return commands.Correct(changes=self._changes(), reason=self.reason)

    def faults(self) -> Iterable[Fault]:
        if not self._changes():
            yield Fault("/applicant", "required", NOTHING_SAID)

    def _changes(self) -> dict[str, str]:
        return {name: value for name, value in dict(self.applicant).items() if value is not None}


class Erasure(Body):
    """Why the applicant is to be forgotten: the law's ground, and the office's own words, which name nobody."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ERASURE]})

    ground: Ground
    reason: Reason

    def command(self) -> commands.Erase:
        return commands.Erase(legal_ground=LEGAL_GROUNDS[self.ground], reason=self.reason)


class Unmasking(Body):
    """Why somebody's data must be seen. It is kept for ever, so it names nobody."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.UNMASKING]})

    reason: Reason


NOTHING_SAID = Sentence("Sebutkan data yang dikoreksi.", "Say which data are to be put right.")
