"""Examples of a calendar: as it is published, as it is told, and what a publication would change."""

from pydantic import JsonValue

from api.commands.examples import Example

_OPEN: JsonValue = ["07.30-12.00", "13.00-16.00"]
_SHORT: JsonValue = ["08.00-12.00", "12.30-15.00"]
_WEEKEND: Example = {"saturday": [], "sunday": []}


def _week(usual: JsonValue, friday: JsonValue) -> Example:
    return {**dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), usual), "friday": friday, **_WEEKEND}


PUBLICATION: Example = {
    "year": 2027,
    "decree": "SKB 3 Menteri Nomor 1010 Tahun 2026; Perpres 21 Tahun 2023 (jam kerja)",
    "decided_at": "2026-10-14T00:00:00+08:00",
    "provisional": False,
    "hours": _week(_OPEN, ["07.30-11.30", "13.00-16.30"]),
    "seasons": [
        {
            "name": "Ramadan 1448 Hijriah",
            "first": "2027-02-08",
            "last": "2027-03-09",
            "hours": _week(_SHORT, ["08.00-11.30", "12.30-15.30"]),
        }
    ],
    "national_holidays": [
        {"day": "2027-01-01", "name": "Tahun Baru 2027 Masehi"},
        {"day": "2027-08-17", "name": "Proklamasi Kemerdekaan"},
    ],
    "joint_leave": [{"day": "2027-12-24", "name": "Cuti bersama Kelahiran Yesus Kristus"}],
    "local_closures": [{"day": "2027-04-20", "name": "Hari Jadi Kota Banjarbaru (SE Wali Kota)"}],
}
VERSION: Example = {
    **PUBLICATION,
    "decided_at": "2026-10-13T16:00:00Z",
    "version": 2,
    "zone": "Asia/Makassar",
    "published_at": "2026-10-15T01:20:00Z",
    "published_by": {"name": "Ratna Dewi", "role": "admin"},
}
CALENDAR: Example = {"year": 2027, "published_until": "2027-12-31T16:00:00Z", "items": [VERSION]}
PREVIEW: Example = {
    "dry_run": True,
    "year": 2027,
    "version": 2,
    "days": [{"day": "2027-04-20", "change": "closed", "before": _OPEN, "after": []}],
    "open_visits": {
        "changed": 17,
        "examples": [
            {
                "number": "REG-KBM-20270415-0007",
                "step": 4,
                "due_before": "2027-04-21T08:00:00Z",
                "due_after": "2027-04-22T08:00:00Z",
            }
        ],
    },
    "finished_visits": [{"sop": "izin-kbm", "step": 4, "gained": 3, "lost": 0, "judged": 0, "unjudged": 0}],
}
