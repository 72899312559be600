"""What would it cost to read this PDF? A few kilobytes can ask a parser for gigabytes; they are not read at all."""

import re
import zlib
from collections.abc import Iterator

MAX_OBJECT = 256 * 1024  # bytes of one object without its stream; 5 MiB of page references cost qpdf 1.7 GB and 8 s
MAX_INFLATED = 1024 * 1024  # bytes of one stream that a parser must unpack to find its way
MAX_INFLATED_TOTAL = 16 * 1024 * 1024

# An object begins with its numbers: a bare "obj" turns up by chance in every sixth scan of 4 MB.
_BEGIN = re.compile(rb"[0-9][\0\t\f\r\n ]{1,32}[0-9]{1,5}[\0\t\f\r\n ]{1,32}obj\b")
# A comment is matched to be passed over: what looks like a keyword inside it is none.
_COMMENT = rb"%[^\r\n]{0,200}"
_KEYWORDS = rb"\b(?:endobj|stream|endstream|trailer|xref|startxref)\b"
_MARK = re.compile(_COMMENT + rb"|" + _BEGIN.pattern + rb"|" + _KEYWORDS)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STRUCTURE = re.compile(rb"/(?:ObjStm|XRef)\b")
_FILTER = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL|ASCII85Decode|A85|ASCIIHexDecode|AHx)\b")


def is_costly(content: bytes) -> bool:
    """Whether an object of the PDF, or what it takes to find its objects, is beyond any honest document of 5 MiB."""
    opened, inflated = -1, 0
    for found in _marks(content):
        word = found[0]
        if opened >= 0 and found.start() - opened > MAX_OBJECT:
            return True
        if opened >= 0 and word == b"stream":
            size = _inflated_size(content[opened : found.start()], content, found.end())
            inflated += size
            if size > MAX_INFLATED or inflated > MAX_INFLATED_TOTAL:
                return True
        opened = found.end() if word == b"trailer" or word[:1].isdigit() else -1
    return False


def _marks(content: bytes) -> Iterator[re.Match[bytes]]:
    at = 0
    while found := _MARK.search(content, at):
        at = found.end()
        if not found[0].startswith(b"%"):
            yield found
        elif begun := _BEGIN.search(content, found.start(), at):
            at = begun.start()  # a cross-reference table may lead into the middle of a comment


def _inflated_size(head: bytes, content: bytes, start: int) -> int:
    """Return the unpacked size of a stream that describes the file's structure, or 0; more than the limit is enough."""
    head = _ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), head)
    if not _STRUCTURE.search(head):
        return 0
    if _FILTER.findall(head) not in ([], [b"/FlateDecode"], [b"/Fl"]):
        return MAX_INFLATED + 1  # no writer packs these twice or in any other way
    end = content.find(b"endstream", start)
    packed = content[start : end if end >= 0 else len(content)].lstrip(b"\r\n")
    try:
        return len(zlib.decompressobj().decompress(packed, MAX_INFLATED + 1))
    except zlib.error:
        return 0  # not packed, or broken: then there is nothing to unpack
