"""Uploads are examined by `check_upload` in a process apart."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from application.uploads.exif import Taken
from application.uploads.refused import UploadRefused
from application.uploads.uploads import TOO_COMPLEX, Inspected, MediaType, Upload
from application.uploads.worker import Job
from application.uploads.workers import TooMuch, Workers
from domain.refusals import Sentence


class Inspectors(Workers):
    """Calls block; give them a thread."""

    def check(self, content: bytes, name: str) -> Inspected:
        """Return what `check_upload` finds of the file, or raise `UploadRefused`."""
        try:
            head, kept = self.do(Job.UPLOAD, name, content)
        except TooMuch:
            raise UploadRefused("too_complex", TOO_COMPLEX) from None
        if "refused" in head:
            raise UploadRefused(head["refused"], Sentence(head["id"], head["en"]))
        return _inspected(head, kept)


def _inspected(head: dict[str, Any], kept: bytes) -> Inspected:  # JSON of our own
    at = head["at"]
    upload = Upload(
        sha256=sha256(kept).hexdigest(), size=len(kept), media_type=MediaType(head["media_type"]), name=head["name"]
    )
    taken = Taken(at=datetime.fromisoformat(at) if at else None, latitude=head["latitude"], longitude=head["longitude"])
    return Inspected(upload=upload, content=kept, taken=taken)
