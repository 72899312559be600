"""Examples of what the trail answers: one event of an officer's morning."""

from api.commands.examples import PERMIT, Example

_STREAM_ID = str(PERMIT["id"])
_LEAF = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"
_CORRELATION = "3f9a1c5b7d2e4f60718293a4b5c6d7e8"
_DATA: Example = {
    "from_step": 3,
    "to_step": 4,
    "to_role": "dinas_teknis",
    "automatic": False,
    "note": "Mohon pemeriksaan lapangan.",
}
_ITEM: Example = {
    "position": 1043,
    "id": f"{_STREAM_ID}:5",
    "application": _STREAM_ID,
    "version": 5,
    "fact": "Routed",
    "at": "2026-11-23T01:20:00.000000Z",
    "recorded_at": "2026-11-23T01:20:00.004211Z",
    "by": {"sub": "demo-back-office", "name": "Rina Wulandari", "role": "back_office"},
    "sop": {"code": "izin-kbm", "version": "1"},
    "step": 3,
    "correlation": _CORRELATION,
    "data": _DATA,
    "leaf": _LEAF,
}

EVENTS: Example = {"items": [_ITEM], "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ"}
EVENT: Example = {
    **_ITEM,
    "cause": 1042,
    "command": [
        {"position": 1042, "version": 4, "fact": "Verified"},
        {"position": 1043, "version": 5, "fact": "Routed"},
    ],
    "links": {
        "self": "/v1/events/1043",
        "proof": "/v1/events/1043/proof",
        "previous": "/v1/events/1042",
        "next": "/v1/events/1044",
        "previous_in_stream": "/v1/events/1042",
        "next_in_stream": "/v1/events/1051",
        "correlated": f"/v1/events?correlation={_CORRELATION}",
        "application": f"/v1/applications/{_STREAM_ID}",
    },
}
CLOUD_EVENTS: list[Example] = [
    {
        "specversion": "1.0",
        "id": f"{_STREAM_ID}:5",
        "source": "https://izin.example/v1/events",
        "type": "jejak-izin.Routed",
        "subject": _STREAM_ID,
        "time": "2026-11-23T01:20:00.000000Z",
        "datacontenttype": "application/json",
        "sequence": "0000000000000001043",
        "position": "1043",
        "streamversion": 5,
        "recordedat": "2026-11-23T01:20:00.004211Z",
        "actor": "demo-back-office",
        "actorname": "Rina Wulandari",
        "actorrole": "back_office",
        "leaf": _LEAF,
        "sopcode": "izin-kbm",
        "sopversion": "1",
        "step": 3,
        "correlation": _CORRELATION,
        "data": _DATA,
    }
]
SERVER_SENT: Example = {"id": "1043", "data": '{"position":1043,"fact":"Routed"}'}
