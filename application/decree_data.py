"""What a signed decree says, for programs: the data that it carries inside (see `documents.decree.decree_data`)."""

import json
from collections.abc import Mapping
from io import BytesIO

import pikepdf

NAME = "keputusan.json"
SCHEMA = "jejak-izin/decree/1"


class NoDecreeData(LookupError):
    """The decree carries no data of ours, such as one from before it did."""


def read_decree_data(pdf: bytes) -> Mapping[str, object]:
    """Return what was put into `pdf` before it was signed, or raise `NoDecreeData`. Trusts that `pdf` is ours."""
    with pikepdf.open(BytesIO(pdf)) as document:
        if NAME not in document.attachments:
            raise NoDecreeData
        data = json.loads(document.attachments[NAME].get_file().read_bytes())
    if data.get("schema") != SCHEMA:
        raise NoDecreeData
    assert isinstance(data, dict), "that is what was written"
    return data
