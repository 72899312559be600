"""Examples of posts and mandates: as they are ordered, and as they are told."""

from api.commands.examples import Example

APPOINTMENT: Example = {
    "sub": "kartika",
    "name": "Kartika Sari",
    "nip": "198203142006042003",
    "order_number": "821.2/15/BKPSDM/2026",
    "from": "2026-01-02",
}
RELIEF: Example = {"sub": "kartika", "order_number": "821.2/77/BKPSDM/2026", "until": "2026-12-31"}
ABSENCE: Example = {"sub": "hendra", "from": "2026-12-07", "until": "2026-12-11", "reason": "Perjalanan dinas"}
ORDER: Example = {
    "post": "kepala_dinas",
    "kind": "plh",
    "sub": "surya",
    "name": "Surya Wijaya",
    "nip": "197705052003121004",
    "order_number": "800.1.3.1/210/DPMPTSP/2026",
    "order_date": "2026-12-04",
    "from": "2026-12-07",
    "until": "2026-12-11",
}
ENDING: Example = {"reason": "Kepala Dinas kembali lebih awal."}

HOLDER: Example = {
    "sub": "hendra",
    "name": "Hendra Gunawan",
    "nip": None,
    "order_number": "821.2/02/BKPSDM/2026",
    "from": "2026-01-01T16:00:00Z",
    "until": None,
    "away_until": "2026-12-11T16:00:00Z",
}
MANDATE: Example = {
    "id": "9f0c7a54-0a7b-4b52-9a51-4ce5fd1f3a10",
    "title": "Plh. Kepala Dinas",
    **ORDER,
    "from": "2026-12-06T16:00:00Z",
    "until": "2026-12-11T16:00:00Z",
    "state": "in_force",
    "given_at": "2026-12-04T03:15:00Z",
    "given_by": {"name": "Ratna Dewi", "role": "admin"},
    "ended_at": None,
    "reason": None,
}
POST: Example = {
    "post": "kepala_dinas",
    "filled_by": "appointment",
    "holders": [HOLDER],
    "acting": MANDATE,
    "warnings": [],
}
POSTS: Example = {
    "items": [
        POST,
        {
            "post": "sekretaris",
            "filled_by": "appointment",
            "holders": [],
            "acting": None,
            "warnings": [
                {
                    "code": "vacant",
                    "from": "2026-12-01T16:00:00Z",
                    "until": None,
                    "message": "Sekretaris: tidak ada yang memegang jabatan ini.",
                }
            ],
        },
    ]
}
MANDATES: Example = {"items": [MANDATE]}
