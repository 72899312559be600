"""The people of the tests: invented, one a role, and a few more where a second person is needed."""

from domain.actor import Caller, Role


def person(sub: str, name: str, *roles: Role) -> Caller:
    return Caller(sub=sub, name=name, roles=frozenset(roles))


SITI = person("siti", "Siti Rahmah", Role.PEMOHON)
ANDI = person("andi", "Andi Pratama", Role.PEMOHON)
BUDI = person("budi", "Budi Santoso", Role.PEMOHON)
FAJAR = person("fajar", "Fajar Nugraha", Role.FRONT_OFFICE)
FITRI = person("fitri", "Fitri Handayani", Role.FRONT_OFFICE)
BAYU = person("bayu", "Bayu Pratama", Role.BACK_OFFICE)
DEWI = person("dewi", "Dewi Lestari", Role.DINAS_TEKNIS)
KARTIKA = person("kartika", "Kartika Sari", Role.KABID)
SURYA = person("surya", "Surya Wijaya", Role.SEKRETARIS)
HENDRA = person("hendra", "Hendra Gunawan", Role.KEPALA_DINAS)
SRI = person("sri", "Sri Mulyani", Role.SUPERVISOR)
AGUS = person("agus", "Agus Salim", Role.AUDITOR)
RATNA = person("ratna", "Ratna Dewi", Role.ADMIN)
