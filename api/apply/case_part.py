"""What the case page has for the file's own applicant, and for who acts for them: what to do now, and which papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.apply.my import FINISHED
from api.apply.opened import until_repaired
from api.desks.views import is_own
from api.office import Office
from application.permits import Filed
from domain.actor import Caller
from domain.attorney_letters import POWERS
from domain.attorneys import in_force
from domain.permit import Status
from domain.powers import Authority, Power
from domain.refusals import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper of the file, by the end of its address."""

    path: str
    name: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """`repair_by` is set only where the file waits for a repair that has a limit.

    `authority` is the power of attorney in force; `acts_by_it` where its holder is the reader.
    """

    papers: tuple[Paper, ...]
    repair_by: datetime | None
    is_rated: bool
    may_rate: bool
    authority: Authority | None
    acts_by_it: bool
    powers: Mapping[Power, Sentence]


async def matters_of(office: Office, filed: Filed, by: Caller) -> Matters | None:
    """Return what the page shows to the file's applicant and their attorney; None for everybody else."""
    if not is_own(filed.permit, by):
        return None
    may_rate = filed.permit.status in FINISHED
    return Matters(
        papers=tuple(_papers(filed)),
        repair_by=until_repaired(filed, office),
        is_rated=may_rate and await office.surveys.is_answered(filed.permit.id),
        may_rate=may_rate,
        authority=in_force(filed.permit),
        acts_by_it=filed.permit.applicant_sub != by.sub,
        powers=POWERS,
    )


def _papers(filed: Filed) -> list[Paper]:
    permit = filed.permit
    there = {
        "decree.pdf": permit.decree is not None,
        "revocation.pdf": permit.revoked is not None,
        "deficiency-notice.pdf": permit.status is Status.REJECTED,
        "recommendation.pdf": permit.bap is not None,
        "inspection-report.pdf": permit.bap is not None,
        "acknowledgement.pdf": True,
    }
    return [Paper(path=path, name=NAMES[path]) for path, is_there in there.items() if is_there]


NAMES = {
    "decree.pdf": Sentence("Surat Keputusan", "The decree"),
    "revocation.pdf": Sentence("Surat Keputusan pencabutan", "The decree of revocation"),
    "deficiency-notice.pdf": Sentence("Pemberitahuan kekurangan berkas", "Notice of what is missing"),
    "recommendation.pdf": Sentence("Rekomendasi Dinas Teknis", "The technical office's recommendation"),
    "inspection-report.pdf": Sentence("Berita Acara Pemeriksaan Lapangan", "The inspection report"),
    "acknowledgement.pdf": Sentence("Tanda terima permohonan", "The receipt of your application"),
}
