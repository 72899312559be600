"""The trail in plain words: what each fact is called, what was done in the access log, what a read model is for."""

from collections.abc import Mapping

from api.desks.timeline import summary
from application.access.access import Action
from application.plain_fact import plain_fact
from domain.admission import ROLE_NAMES
from domain.office_events import (
    CalendarPublished,
    MandateEnded,
    MandateGiven,
    OfficeFact,
    OfficerAbsent,
    OfficerAppointed,
    OfficerRelieved,
)
from domain.posts import PREFIX
from domain.refusals import Sentence
from projections.trail import Entry

FACT: Mapping[str, Sentence] = {
    "Submitted": Sentence("Permohonan diajukan", "Submitted"),
    "Routed": Sentence("Berkas diteruskan", "Routed"),
    "Verified": Sentence("Berkas dinyatakan lengkap", "Found complete"),
    "Rejected": Sentence("Dikembalikan kepada pemohon", "Sent back to the applicant"),
    "BAPFiled": Sentence("Pemeriksaan lapangan dilaporkan", "Inspection reported"),
    "Drafted": Sentence("Draf SK disusun", "Drafted"),
    "Approved": Sentence("Draf SK disetujui (paraf)", "Draft approved"),
    "Returned": Sentence("Draf SK dikembalikan", "Draft returned"),
    "Signed": Sentence("SK ditandatangani", "Decree signed"),
    "Delivered": Sentence("SK diterima pemohon", "Decree received"),
    "Claimed": Sentence("Berkas diambil petugas", "Claimed"),
    "Released": Sentence("Berkas dilepaskan", "Released"),
    "Reassigned": Sentence("Berkas dialihkan", "Reassigned"),
    "Withdrawn": Sentence("Dibatalkan pemohon", "Withdrawn"),
    "Lapsed": Sentence("Berakhir tanpa perbaikan", "Lapsed"),
    "Revoked": Sentence("Izin dicabut", "Permit revoked"),
    "RevocationSigned": Sentence("SK pencabutan ditandatangani", "Revocation signed"),
    "PersonalDataCorrected": Sentence("Data pribadi dikoreksi", "Personal data corrected"),
    "PersonalDataErased": Sentence("Data pribadi dihapus", "Personal data erased"),
    "AuthorityGiven": Sentence("Kuasa diberikan", "Power of attorney given"),
    "AuthorityEnded": Sentence("Kuasa diakhiri", "Power of attorney ended"),
    "Alerted": Sentence("Peringatan waktu", "Told by the clock"),
    "CalendarPublished": Sentence("Kalender kerja diterbitkan", "Calendar published"),
    "OfficerAppointed": Sentence("Pejabat diangkat", "Officer appointed"),
    "OfficerRelieved": Sentence("Pejabat diberhentikan", "Officer relieved"),
    "OfficerAbsent": Sentence("Pejabat berhalangan", "Officer absent"),
    "MandateGiven": Sentence("Mandat Plt./Plh. diberikan", "Mandate given"),
    "MandateEnded": Sentence("Mandat Plt./Plh. diakhiri", "Mandate ended"),
}
ACTION: Mapping[Action, Sentence] = {
    Action.READ_CASE: Sentence("Membuka permohonan", "Read an application"),
    Action.READ_DOCUMENT: Sentence("Membuka dokumen", "Read a document"),
    Action.DOWNLOAD_PAPER: Sentence("Mengunduh surat", "Downloaded a paper"),
    Action.LIST: Sentence("Membuka daftar", "Read a list"),
    Action.EXPORT: Sentence("Mengekspor", "Exported"),
    Action.READ_TRAIL: Sentence("Membaca jejak", "Read the trail"),
    Action.READ_ACCESS_LOG: Sentence("Membaca log akses", "Read the access log"),
    Action.UNMASK: Sentence("Membuka data pribadi", "Unmasked personal data"),
    Action.REFUSED_COMMAND: Sentence("Tindakan ditolak", "Refused command"),
    Action.REHEARSED_COMMAND: Sentence("Tindakan dicoba tanpa akibat", "Dry run"),
    Action.REPLAYED_COMMAND: Sentence("Tindakan dijawab ulang", "Replayed command"),
    Action.ADMINISTER: Sentence("Mengelola", "Administered"),
    Action.ORDER: Sentence("Keputusan atas berkas", "Decided about a file"),
    Action.DISCARD: Sentence("Membuang unggahan", "Discarded an upload"),
    Action.SIGN_IN: Sentence("Masuk", "Signed in"),
    Action.SIGN_OUT: Sentence("Keluar", "Signed out"),
    Action.OTHER: Sentence("Lain-lain", "Something else"),
}
READ_MODEL: Mapping[str, Sentence] = {
    "inbox": Sentence("Antrean", "Queues"),
    "cases": Sentence("Daftar permohonan", "List of applications"),
    "alarms": Sentence("Pengingat waktu", "Clock"),
    "sla": Sentence("Waktu pelayanan", "Service times"),
    "signals": Sentence("Isyarat pengawasan", "Signals"),
    "register": Sentence("Register keputusan", "Register of decrees"),
}


def happened(entry: Entry) -> Sentence:
    """Return what happened in one sentence, as the file's own timeline says it; of what cannot be read, its name."""
    fact = plain_fact(entry.stream, entry.version, entry.topic, entry.state)
    if fact is None:
        return FACT.get(entry.topic, Sentence(entry.topic, entry.topic))
    return _in_the_office(fact) if isinstance(fact, OfficeFact) else summary(fact)


def _in_the_office(fact: OfficeFact) -> Sentence:
    match fact:
        case CalendarPublished():
            return Sentence(
                f"Kalender kerja {fact.year} versi {fact.version} diterbitkan.",
                f"The calendar of {fact.year} was published, version {fact.version}.",
            )
        case OfficerAppointed():
            post = ROLE_NAMES[fact.post]
            return Sentence(f"{fact.name} diangkat: {post.id}.", f"{fact.name} was appointed: {post.en}.")
        case OfficerRelieved():
            post = ROLE_NAMES[fact.post]
            return Sentence(f"Masa jabatan diakhiri: {post.id}.", f"A term was ended: {post.en}.")
        case OfficerAbsent():
            post = ROLE_NAMES[fact.post]
            return Sentence(f"Pejabat berhalangan: {post.id}.", f"An officer will be away: {post.en}.")
        case MandateGiven():
            post, prefix = ROLE_NAMES[fact.post], PREFIX[fact.kind]
            return Sentence(
                f"{fact.name} ditunjuk sebagai {prefix} {post.id}.", f"{fact.name} acts for {post.en} ({prefix})."
            )
        case MandateEnded():
            return Sentence("Mandat diakhiri sebelum waktunya.", "A mandate was ended before its day.")
