"""What happened to a file, for its readers: each fact in a sentence, and its data as far as they are meant for them."""

from collections.abc import Iterable

from api.commands.clock_words import told_by_the_clock
from api.desks.views import JSON, person
from api.http.negotiation import Language
from api.problems.problems import say
from application.sealing import MASK
from domain.actor import Role
from domain.admission import ROLE_NAMES
from domain.events import (
    Alerted,
    Approved,
    AuthorityEnded,
    AuthorityGiven,
    BAPFiled,
    Claimed,
    Delivered,
    Drafted,
    Event,
    Fact,
    Lapsed,
    PersonalDataCorrected,
    PersonalDataErased,
    Reassigned,
    Rejected,
    Released,
    Returned,
    RevocationSigned,
    Revoked,
    Routed,
    Signed,
    Submitted,
    Verified,
    Withdrawn,
)
from domain.papers import DecreeKind
from domain.refusals import Sentence

# What happens inside the office is not the applicant's: drafts, paraf, returns for correction, who took the file.
INTERNAL = (Drafted, Approved, Returned, Claimed, Released, Reassigned)
SECRETS = ("document_keys", "tracking_code")


def timeline(history: Iterable[tuple[int, Event]], *, own: bool, sees_person: bool, language: Language) -> list[JSON]:
    """Return the facts of `history` (position, event), oldest first; `own` for the applicant's own view.

    Who may not see the applicant's person (`sees_person`) reads a mask in its place.
    """
    return [
        _item(position, event, own=own, sees_person=sees_person, language=language)
        for position, event in history
        if not (own and is_internal(event.fact))
    ]


def is_internal(fact: Fact) -> bool:
    """Whether a fact is none of the applicant's business; a reminder that the clock sent them is."""
    return isinstance(fact, INTERNAL) or (isinstance(fact, Alerted) and Role.PEMOHON not in fact.to)


def _item(position: int, event: Event, *, own: bool, sees_person: bool, language: Language) -> JSON:
    return {
        "position": position,
        "version": event.originator_version,
        "fact": type(event.fact).__name__,
        "at": event.at,
        "by": _by(event, sees_person=sees_person),
        "step": event.step,
        "round": event.round,
        "summary": say(summary(event.fact), language),
        "data": _data(event.fact, own=own, sees_person=sees_person),
    }


def _by(event: Event, *, sees_person: bool) -> JSON:
    who = person(event.by)
    if event.by.role.value == "pemohon" and not sees_person:
        return {**who, "sub": MASK, "name": MASK}
    return who


def _data(fact: Fact, *, own: bool, sees_person: bool) -> JSON:
    """The fact's own fields, but no key and no code; of the inspection the applicant reads the number and the day."""
    if own and isinstance(fact, BAPFiled):
        return {"report": {"number": fact.report.number, "inspected_on": fact.report.inspected_on}}
    data: JSON = {name: getattr(fact, name) for name in fact.__slots__ if name not in SECRETS}
    if own and isinstance(fact, Routed):
        del data["note"]
    if not sees_person:
        for name in ("applicant", "received_by", "attorney"):
            if name in data:
                data[name] = MASK
        if isinstance(fact, Withdrawn | PersonalDataCorrected | AuthorityEnded):
            data["reason"] = MASK
    return data


def summary(fact: Fact) -> Sentence:
    """Return what happened in one sentence."""
    match fact:
        case Submitted(round=1):
            return Sentence("Permohonan diajukan.", "The application was submitted.")
        case Submitted():
            return Sentence(
                f"Perbaikan permohonan diajukan (putaran {fact.round}).",
                f"The repaired application was submitted (round {fact.round}).",
            )
        case Routed():
            role = ROLE_NAMES[fact.to_role]
            return Sentence(
                f"Berkas diteruskan ke langkah {fact.to_step}: {role.id}.",
                f"The file went to step {fact.to_step}: {role.en}.",
            )
        case Verified():
            return Sentence("Berkas dinyatakan lengkap.", "The file was found complete.")
        case Rejected():
            n = len(fact.deficiencies)
            return Sentence(
                f"Berkas dikembalikan kepada pemohon: {n} kekurangan.",
                f"The file was sent back to the applicant: {n} {'deficiency' if n == 1 else 'deficiencies'}.",
            )
        case BAPFiled():
            return Sentence(
                "Pemeriksaan lapangan dilaporkan dan rekomendasi diterbitkan.",
                "The field inspection was reported and a recommendation given.",
            )
        case Drafted(kind=DecreeKind.PERMIT):
            return Sentence("Draf SK izin disusun.", "A draft permit was drawn up.")
        case Drafted():
            return Sentence("Draf SK penolakan disusun.", "A draft refusal was drawn up.")
        case Approved():
            return Sentence("Draf SK disetujui (paraf).", "The draft decree was approved.")
        case Returned():
            return Sentence("Draf SK dikembalikan untuk perbaikan.", "The draft was returned for correction.")
        case Signed():
            return Sentence(f"Surat Keputusan Nomor {fact.number} ditandatangani.", f"Decree {fact.number} was signed.")
        case Delivered():
            return Sentence("Surat Keputusan diterima oleh pemohon.", "The applicant received the decree.")
        case Claimed() | Released() | Reassigned():
            return _about_a_claim(fact)
        case Withdrawn():
            return Sentence("Permohonan dibatalkan oleh pemohon.", "The applicant withdrew the application.")
        case AuthorityGiven() | AuthorityEnded():
            return _about_a_power(fact)
        case Lapsed():
            return Sentence(
                "Permohonan berakhir karena tidak dilengkapi.", "The application lapsed: it was not repaired."
            )
        case Revoked() | RevocationSigned():
            return _taken_back(fact)
        case Alerted():
            return told_by_the_clock(fact)
        case PersonalDataCorrected() | PersonalDataErased():
            return _about_the_person(fact)


def _about_a_claim(fact: Claimed | Released | Reassigned) -> Sentence:
    match fact:
        case Claimed():
            return Sentence("Berkas diambil oleh petugas.", "An officer took the file.")
        case Released():
            return Sentence("Berkas dilepaskan kembali ke antrean.", "The file was given back to the queue.")
        case Reassigned():
            return Sentence(
                f"Berkas dialihkan kepada {fact.to_name} oleh atasan.",
                f"A superior gave the file to {fact.to_name}.",
            )


def _about_a_power(fact: AuthorityGiven | AuthorityEnded) -> Sentence:
    """Names nobody: the data do, for those who may read them."""
    if isinstance(fact, AuthorityEnded):
        return Sentence("Kuasa pemohon berakhir.", "The applicant's power of attorney ended.")
    return Sentence("Pemohon memberikan kuasa kepada orang lain.", "The applicant empowered another person.")


def _taken_back(fact: Revoked | RevocationSigned) -> Sentence:
    """Of old a revocation had no number."""
    if isinstance(fact, RevocationSigned):
        return Sentence(
            f"SK pencabutan Nomor {fact.number} ditandatangani.", f"The decree of revocation {fact.number} was signed."
        )
    if fact.number:
        return Sentence(
            f"Izin dicabut dengan Keputusan Nomor {fact.number}.", f"The permit was revoked by decree {fact.number}."
        )
    return Sentence("Izin dicabut.", "The permit was revoked.")


def _about_the_person(fact: PersonalDataCorrected | PersonalDataErased) -> Sentence:
    if isinstance(fact, PersonalDataCorrected):
        return Sentence("Data pribadi pemohon dikoreksi.", "The applicant's personal data were corrected.")
    return Sentence("Data pribadi dihapus.", "Personal data were erased.")
