"""Examples of the dashboard, an office of one permit type in November 2026, and of the lists behind its figures."""

from api.commands.examples import PERMIT, Example

_VERDICTS: Example = {"on_time": 219, "late": 12, "undated": 0, "on_time_pct": 94.8}
_STANDING: Example = {"open": 3, "due_soon": 1, "overdue": 1}
_ENDED: Example = {"completed": 231, **_VERDICTS, "p50_minutes": 7.4, "p90_minutes": 9.8}
_MEASURES: Example = {**_STANDING, **_ENDED, "max_minutes": 41.2, "lost_seconds": 9480}
_STEP: Example = {"sop": "izin-kbm", "step": 2}
_PAPER: Example = {"role": "front_office", "activity": "Memverifikasi berkas permohonan"}
_LINE: Example = {"standard": "P4DT43M", **_STANDING, **_VERDICTS}

DASHBOARD: Example = {
    "range": {"from": "2025-11-30T16:00:00Z", "to": "2026-11-23T01:20:00Z"},
    "as_of": "2026-11-23T01:20:00Z",
    "calendar": {"known": "now", "newest": "2026.1+2027.1"},
    "steps": [{**_STEP, **_PAPER, "standard": "PT10M", **_MEASURES}],
    "totals": {
        **_MEASURES,
        "cases": {
            "open": 21,
            "finished": 198,
            "p50_minutes": 1904.3,
            "p90_minutes": 2630.0,
            "max_minutes": 8120.5,
            "lines": {
                "declared": _LINE,
                "summed": {**_LINE, "standard": "P4DT48M"},
                "legal": {**_LINE, "standard": "P5D"},
            },
        },
    },
    "by_month": [{"month": "2026-11", **_ENDED, "steps": [{**_STEP, **_ENDED}]}],
    "by_role": [{"role": "front_office", **_MEASURES}],
    "lost": [{**_STEP, **_PAPER, "lost_seconds": 9480, "lost_hours": 2.6, "share_pct": 31.7}],
    "warnings": [
        {
            "code": "calendar_ends",
            "message": "Kalender hari kerja tahun 2027 belum ditetapkan; kalender ini berakhir 38 hari lagi.",
        }
    ],
}
_VISIT: Example = {
    "id": PERMIT["id"],
    "number": PERMIT["number"],
    "sop": "izin-kbm",
    "step": 2,
    "role": "front_office",
    "round": 1,
    "entered_at": "2026-11-23T01:14:00Z",
    "left_at": "2026-11-23T01:31:00Z",
}
_CURSOR = "q83vEjRWeJCrze8SNFZ4kFsxXQ"
VISITS: Example = {
    "items": [
        {
            **_VISIT,
            "due_at": "2026-11-23T01:24:00Z",
            "working_seconds": 1020,
            "lost_seconds": 420,
            "verdict": "late",
        }
    ],
    "next": _CURSOR,
}
FLIPS: Example = {
    "items": [
        {
            **_VISIT,
            "then": {"verdict": "late", "due_at": "2026-11-23T01:24:00Z", "calendar": "2026.1+2027.1"},
            "now": {"verdict": "on_time", "due_at": "2026-11-23T23:40:00Z", "calendar": "2026.2+2027.1"},
        }
    ],
    "next": _CURSOR,
}
