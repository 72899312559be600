"""How large does what is packed in a PDF become? It is unpacked piece by piece and thrown away, never held."""

import re
import zlib
from base64 import a85decode
from binascii import unhexlify
from collections.abc import Iterator
from itertools import chain

from pikepdf import Array, Name, Object, Pdf, Stream

from application.uploads.refused import UploadRefused
from domain.refusals import Sentence

MIB = 1024 * 1024
MAX_UNPACKED = 128 * MIB  # of one stream: a raw A4 scan at 600 dpi in colours has 100 MiB
MAX_UNPACKED_TOTAL = 512 * MIB
MAX_PIXELS = 150_000_000  # of one image: A3 at 600 dpi has 70 megapixels
PIECE = 256 * 1024

_SHORT = {
    "/Fl": "/FlateDecode",
    "/LZW": "/LZWDecode",
    "/RL": "/RunLengthDecode",
    "/A85": "/ASCII85Decode",
    "/AHx": "/ASCIIHexDecode",
}
_BLANK = re.compile(rb"[\0\t\n\f\r ]")


def require_bounded(document: Pdf) -> None:
    """Raise `UploadRefused` where a viewer would need far more memory than any paper does."""
    total = 0
    for each in document.objects:
        if isinstance(each, Stream):
            _require_few_pixels(each)
            total += _unpacked_size(each)
            if total > MAX_UNPACKED_TOTAL:
                raise UploadRefused("too_complex", BOMB)


def _require_few_pixels(stream: Object) -> None:
    if _number(stream, "/Width") * _number(stream, "/Height") > MAX_PIXELS:
        raise UploadRefused("too_many_pixels", TOO_MANY_PIXELS)


def _number(stream: Object, name: str) -> int:
    found: object = stream.get(name)  # pikepdf gives numbers as Python's own
    return found if isinstance(found, int) else 0


def _unpacked_size(stream: Stream) -> int:
    """Return how large the stream becomes, up to where only an image decoder goes on."""
    pieces: Iterator[bytes] = iter([stream.read_raw_bytes()])
    filters = _filters(stream)
    for n, name in enumerate(filters):
        match _SHORT.get(name, name):
            case "/FlateDecode":
                pieces = _inflated(pieces)
            case "/ASCII85Decode":
                pieces = iter([_ascii85(b"".join(pieces))])
            case "/ASCIIHexDecode":
                pieces = iter([_hex(b"".join(pieces))])
            case "/LZWDecode" | "/RunLengthDecode" as packing if n == len(filters) - 1:
                measure = _lzw_size if packing == "/LZWDecode" else _run_length_size
                return _counted([measure(b"".join(pieces))])
            case "/LZWDecode" | "/RunLengthDecode":
                raise UploadRefused("too_complex", BOMB)  # no writer packs these twice
            case _:
                break  # of an image: its pixels were counted
    return _counted(map(len, pieces))


def _counted(sizes: "Iterator[int] | list[int] | map[int]") -> int:
    total = 0
    for size in sizes:
        total += size
        if total > MAX_UNPACKED:
            raise UploadRefused("too_complex", BOMB)
    return total


def _filters(stream: Object) -> list[str]:
    named = stream.get("/Filter")
    names = list(named) if isinstance(named, Array) else [named]
    return [str(each) for each in names if isinstance(each, Name)]


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What is broken unpacks to what came before the break, as it does in viewers."""
    inflate = zlib.decompressobj()
    try:
        for piece in pieces:
            yield inflate.decompress(piece, PIECE)
            while inflate.unconsumed_tail:
                yield inflate.decompress(inflate.unconsumed_tail, PIECE)
        yield inflate.flush()
    except zlib.error:
        return


def _ascii85(text: bytes) -> bytes:
    try:
        return a85decode(_BLANK.sub(b"", text).partition(b"~>")[0])
    except ValueError:
        return b""


def _hex(text: bytes) -> bytes:
    digits = _BLANK.sub(b"", text).partition(b">")[0]
    try:
        return unhexlify(digits + b"0" * (len(digits) % 2))
    except ValueError:
        return b""


def _run_length_size(data: bytes) -> int:
    at = size = 0
    while at < len(data) and data[at] != 128:
        length = data[at]
        size += length + 1 if length < 128 else 257 - length
        at += length + 2 if length < 128 else 2
    return size


def _lzw_size(data: bytes) -> int:
    """The lengths are enough (ISO 32000-1, 7.4.4). A code is as long as the one before it, plus one byte."""
    size, width, before, lengths = 0, 9, 0, [1] * 258
    bits = pending = 0
    for byte in chain(data, b"\0"):
        bits, pending = (bits << 8) | byte, pending + 8
        while pending >= width:
            pending -= width
            code, bits = bits >> pending, bits & ((1 << pending) - 1)
            if code == 257 or code > len(lengths):
                return size
            if code == 256:
                width, before, lengths = 9, 0, [1] * 258
                continue
            if before and len(lengths) < 4096:
                lengths.append(before + 1)
            before = lengths[min(code, len(lengths) - 1)]
            size += before
            width = min(12, max(9, (len(lengths) + 1).bit_length()))
    return size


BOMB = Sentence(
    "Isi PDF membengkak jauh melebihi ukurannya saat dibuka. Cetak ulang ke PDF, lalu unggah hasilnya.",
    "The PDF swells far beyond its size when it is opened. Print it to a PDF again and upload that.",
)
TOO_MANY_PIXELS = Sentence(
    "Di dalam PDF ada gambar yang terlalu besar: paling banyak 150 megapiksel. Pindai dengan resolusi lebih rendah.",
    "The PDF contains an image that is too large: at most 150 megapixels. Scan it at a lower resolution.",
)
