"""A checkpoint as text, after C2SP: tlog-checkpoint in a signed-note. Written and read here, and signed elsewhere.

origin, decimal size, base64 root, perhaps further lines, an empty line, then `— name base64(key id ‖ signature)`.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from domain.merkle import HASH_BYTES

ED25519 = b"\x01"
KEY_ID_BYTES, PUBLIC_KEY_BYTES, SIGNATURE_BYTES = 4, 32, 64
LONGEST_NAME = 200
_DASH = "\N{EM DASH} "
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(ValueError):
    """This is no checkpoint of a log: the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The first `size` events of the log called `origin` have this root."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note taken apart; what is signed is `text`."""

    checkpoint: Checkpoint
    text: str
    signatures: tuple[Signature, ...]


def is_log_name(name: str) -> bool:
    """Return whether a log and its key can be called so: no blanks, which end a name, and no plus sign."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and not re.search(r"[\s+]", name)


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a signature names its key."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID_BYTES]


def verifier_key(name: str, public: bytes) -> str:
    """Return the key as verifiers of C2SP notes read it."""
    return f"{name}+{key_id(name, public).hex()}+{b64encode(ED25519 + public).decode()}"


def text_of(checkpoint: Checkpoint) -> str:
    """Return what is signed, up to and including its last line end."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"


def signed(text: str, signature: Signature) -> str:
    """Return the note."""
    raw = b64encode(signature.key_id + signature.signature).decode()
    return f"{text}\n{_DASH}{signature.name} {raw}\n"


def read_note(note: str) -> Note:
    """Return the note taken apart, nothing of it verified, or raise `BadNote`."""
    text, gap, below = note.partition("\n\n")
    if not gap or not below.endswith("\n"):
        raise BadNote("it is cut off, or no signed note")
    lines = text.split("\n")
    if len(lines) < 3 or not is_log_name(lines[0]) or "" in lines:
        raise BadNote("it does not begin with a name, a size and a root")
    if not _SIZE.fullmatch(lines[1]):
        raise BadNote("its size is no decimal number")
    root = _decoded(lines[2])
    if len(root) != HASH_BYTES:
        raise BadNote(f"its root does not have {HASH_BYTES} bytes")
    checkpoint = Checkpoint(origin=lines[0], size=int(lines[1]), root=root)
    return Note(checkpoint=checkpoint, text=text + "\n", signatures=tuple(_signatures(below)))


def _signatures(below: str) -> Iterator[Signature]:
    """Of keys of another kind too, whose signatures may have any length: they are others' to verify."""
    for line in below[:-1].split("\n"):
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        raw = _decoded(encoded)
        if not line.startswith(_DASH) or not is_log_name(name) or len(raw) <= KEY_ID_BYTES:
            raise BadNote("a signature line is not of the form that it must have")
        yield Signature(name=name, key_id=raw[:KEY_ID_BYTES], signature=raw[KEY_ID_BYTES:])


def _decoded(text: str) -> bytes:
    """Only the one way to write these bytes is taken, or one checkpoint could be many texts."""
    try:
        raw = b64decode(text, validate=True)
    except (NotBase64, ValueError):  # ValueError: not ASCII
        raise BadNote("what should be base64 is not") from None
    if b64encode(raw).decode() != text:
        raise BadNote("what should be base64 is not")
    return raw
