"""What an applicant has changed since their file was sent back, for whoever checks it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.trail.revisions import said_in
from application.permits import Filed
from domain.differences import changes
from domain.events import Submitted
from domain.refusals import Sentence

_NAMES: Mapping[str, Sentence] = {
    "/kind": Sentence("Jenis permohonan", "Kind"),
    "/previous_number": Sentence("Keputusan sebelumnya", "Earlier decree"),
    "/applicant/name": Sentence("Nama pemohon", "The applicant's name"),
    "/applicant/nik": Sentence("NIK", "NIK"),
    "/applicant/email": Sentence("Surel", "E-mail"),
    "/applicant/phone": Sentence("Telepon", "Phone"),
    "/applicant/address": Sentence("Alamat pemohon", "The applicant's address"),
    "/institution/name": Sentence("Nama lembaga", "The institution's name"),
    "/institution/unit_type": Sentence("Jenis satuan", "Unit type"),
    "/institution/address": Sentence("Alamat lembaga", "The institution's address"),
    "/institution/kelurahan": Sentence("Kelurahan", "Kelurahan"),
    "/institution/kecamatan": Sentence("Kecamatan", "Kecamatan"),
    "/institution/capacity": Sentence("Daya tampung", "Places"),
    "/institution/programs": Sentence("Program", "Programmes"),
}
_DOCUMENT = "/documents/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What reads otherwise than before, and the codes of the documents that were exchanged or added."""

    words: Sequence[tuple[Sentence, object, object]]
    documents: frozenset[str]


def changed(filed: Filed) -> Changed | None:
    """Return how the latest submission differs from the one before it; None where there is only one."""
    sent = [placed for placed in filed.history if isinstance(placed[1].fact, Submitted)]
    if len(sent) < 2:
        return None
    found = changes(*(said_in(placed) for placed in sent[-2:]))
    return Changed(
        words=[(_NAMES[each.path], each.before, each.after) for each in found if each.path in _NAMES],
        documents=frozenset(each.path.removeprefix(_DOCUMENT) for each in found if each.path.startswith(_DOCUMENT)),
    )
