"""No, and why: one exception a kind of refusal, each carrying the sentence the reader gets, in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import english, indonesian
from domain.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same sentence in formal Indonesian and in English."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a request. `pointer` is a JSON pointer (RFC 6901) into its body."""

    pointer: str
    code: str
    message: Sentence


class Refused(Exception):
    """The rules do not allow this. Neither an error nor a fact: nothing was changed."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


class NeverYourRole(Refused):
    """No role of the caller may ever give this command."""


class NotFound(Refused):
    """There is no such file, or it is not the caller's to know of."""

    def __init__(self) -> None:
        super().__init__(Sentence("Permohonan tidak ditemukan.", "There is no such application."))


class Stale(Refused):
    """The caller's If-Match names an older version; `sentence` says of what, where it is no application."""

    def __init__(self, version: int, sentence: Sentence | None = None) -> None:
        super().__init__(
            sentence
            or Sentence(
                f"Permohonan telah berubah; versi terbaru adalah {version}. Muat ulang sebelum mengulangi.",
                f"The application has changed; its version is {version} now. Look again before you repeat this.",
            )
        )
        self.version = version


class NotThisStep(Refused):
    """The file is not at a step where this may be done: `step` and `holder` tell where it is, `allowed` what may."""

    def __init__(self, sentence: Sentence, *, step: int | None, holder: Role | None, allowed: Sequence[str]) -> None:
        super().__init__(sentence)
        self.step, self.holder, self.allowed = step, holder, tuple(allowed)


class MustBeKept(NotThisStep):
    """What was decided on this file, or is about to be, must be kept: `law` says why nobody may be forgotten."""

    def __init__(self, sentence: Sentence, law: Sequence[str], *, step: int | None, holder: Role | None) -> None:
        super().__init__(sentence, step=step, holder=holder, allowed=())
        self.law = tuple(law)


class ClaimedByColleague(Refused):
    """Another officer has claimed the file, or was given it, `since` an instant."""

    def __init__(self, colleague: Actor, since: datetime) -> None:
        super().__init__(
            Sentence(
                f"Berkas ini sedang dikerjakan oleh {colleague.name} sejak {indonesian.moment_text(since)}.",
                f"{colleague.name} has had this file since {english.moment_text(since)}.",
            )
        )
        self.colleague, self.since = colleague, since


class NotThisPerson(Refused):
    """Four eyes: this person has already acted on the file in another role, or it is their own application."""


class PowerOver(Refused):
    """The caller's power of attorney on this file has ended by itself, with its day or with the file."""


class NotEmpowered(Refused):
    """The caller's power of attorney on this file does not cover what they ask for."""


class DraftChanged(Refused):
    """The approval or signature names a draft that is not the current one."""

    def __init__(self, current: str) -> None:
        super().__init__(
            Sentence(
                "Draf SK telah berubah sejak Anda membacanya. Bacalah draf terbaru.",
                "The draft decree has changed since you read it. Read the current one.",
            )
        )
        self.current = current


class FormChanged(Refused):
    """The decree's form is no longer the one this draft was written in: a file of the same version was edited."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "Bentuk keputusan telah berubah sejak draf ini disusun. Kembalikan draf untuk disusun ulang.",
                "The form of the decree has changed since this draft was written. Return it to be drafted anew.",
            )
        )


class OutOfOrder(Refused):
    """The state of the file forbids this particular choice, though the step would allow the command."""


class Invalid(Refused):
    """The request itself is wrong in the light of the file and the SOP; `faults` say where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].message)
        self.faults = tuple(faults)
