"""Examples of what is told about webhooks, their deliveries and letters."""

from api.commands.examples import PERMIT, Example

_AT = "2026-11-23T01:14:00Z"
_CURSOR = "q83vEjRWeJCrze8SNFZ4kFsxXQ"
NEW_WEBHOOK: Example = {"url": "https://hooks.example/izin", "facts": ["Signed", "Delivered"]}
WEBHOOK: Example = {
    "id": "0a6f4a7d-2e11-4b0f-9a55-6a1f2f0e7f5c",
    **NEW_WEBHOOK,
    "active": True,
    "created_at": _AT,
    "created_by": "demo-admin",
    "ended_at": _AT,
    "old_secret_until": _AT,
}
MADE: Example = {**WEBHOOK, "secret": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
WEBHOOKS: Example = {"items": [WEBHOOK]}
_ENTRY: Example = {
    "id": "6a1f2f0e-7f5c-5b0f-9a55-0c6f4a7d2e11",
    "application": PERMIT["id"],
    "version": 4,
    "position": 1042,
    "state": "dead",
    "attempts": 27,
    "next_at": _AT,
    "reason": "HTTP 500",
    "created_at": _AT,
    "settled_at": _AT,
}
DELIVERY: Example = {**_ENTRY, "fact": "Signed"}
DELIVERIES: Example = {"items": [DELIVERY], "next": _CURSOR}
NOTIFICATION: Example = {**_ENTRY, "kind": "received", "recipient": "applicant", "reason": "SMTP 550"}
NOTIFICATIONS: Example = {"items": [NOTIFICATION], "next": _CURSOR}
_POSTED: Example = {
    "id": "6a1f2f0e-7f5c-5b0f-9a55-0c6f4a7d2e11",
    "from": "DPMPTSP Kota Banjarbaru <tidak-dibalas@izin.example>",
    "to": "Siti Rahmah <siti@example.org>",
    "subject": "Permohonan REG-KBM-20261123-0007 telah kami terima",
    "sent_at": _AT,
}
MAILBOX: Example = {"items": [_POSTED], "next": _CURSOR}
POSTED: Example = {**_POSTED, "text": "Yth. Bapak/Ibu Siti Rahmah,\n\n…\n"}
