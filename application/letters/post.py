"""A letter as it travels: headers and a plain text, the same bytes at every attempt."""

from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

from application.letters.addresses import one_line
from application.letters.carriage import Item, Verdict
from domain.letter_texts import LetterText

_RULE = "\n\n" + "-" * 40 + "\n\n"


class Post(Protocol):
    """Where letters go. Like a carrier it may raise and may be cancelled."""

    async def send(self, message: EmailMessage, to: Address, item: Item) -> Verdict: ...


def message_of(text: LetterText, item: Item, *, to: Address, sender: Address) -> EmailMessage:
    """Return the message: Indonesian, and the same in English beneath it. Its name is made from the outbox's id."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = one_line(text.subject.id)
    message["Date"] = item.created_at
    message["Message-ID"] = f"<{item.id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office note comes back
    message["Content-Language"] = "id, en"
    indonesian = _paragraphs(each.id for each in text.paragraphs)
    english = _paragraphs((text.subject.en, *(each.en for each in text.paragraphs)))
    message.set_content(f"{indonesian}{_RULE}{english}\n", cte="quoted-printable")
    return message


def _paragraphs(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraphs)
