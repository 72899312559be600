"""The one thing that a PDF may carry beside its pages: itself as data, a single small attachment of plain JSON.

So do decrees of this office (PDF/A-3, an associated file), and invoices and certificates of many others. JSON starts
nothing and opens in nothing; whatever else is attached, or attached to something else, is refused.
"""

import json
import zlib

from pikepdf import Dictionary, Object, Pdf, Stream

LARGEST = 64 * 1024


def carries_data_only(document: Pdf) -> bool:
    """Whether everything that is attached is one JSON document, once, in the document's own list."""
    attached = list(document.attachments.values())
    if len(attached) != 1 or sum(map(_holds_a_file, document.objects)) != 1:
        return False
    streams = [each for each in document.objects if isinstance(each, Stream) and each.get("/Type") == "/EmbeddedFile"]
    return len(streams) == 1 and _is_json(streams[0])


def _holds_a_file(each: Object) -> bool:
    """A file specification with contents (ISO 32000-1, 7.11.3); it may not stand inside another object."""
    return isinstance(each, Dictionary) and b"/EF" in each.unparse(resolved=True)


def _is_json(stream: Stream) -> bool:
    if stream.get("/Subtype") != "/application/json":
        return False
    try:
        json.loads(_unpacked(stream))
    except (ValueError, RecursionError, zlib.error):
        return False
    return True


def _unpacked(stream: Stream) -> bytes:
    """Return what is packed, or the beginning of what is too large and therefore no JSON."""
    raw = stream.read_raw_bytes()
    if stream.get("/Filter") == "/FlateDecode":
        return zlib.decompressobj().decompress(raw, LARGEST)
    return raw[:LARGEST] if "/Filter" not in stream else b""
