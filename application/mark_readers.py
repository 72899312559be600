"""What anybody drops on the page of verification is read by `marks_in` in a process apart, as uploads are.

Processes of their own: whoever floods the public page keeps no applicant from uploading.
"""

import re

from application.pdf_marks import Marks
from application.uploads.worker import Job
from application.uploads.workers import Workers


class MarkReaders(Workers):
    """Calls block; give them a thread."""

    def marks_in(self, content: bytes, numbers: re.Pattern[str]) -> Marks:
        """Return what `marks_in` finds in the file; `numbers` ignores case. Raises `TooMuch`."""
        found, _ = self.do(Job.MARKS, numbers.pattern, content)
        return Marks(
            codes=tuple(found["codes"]),
            numbers=tuple(found["numbers"]),
            certificates=tuple(found["certificates"]),
            ends=found["ends"],
            picture=found["picture"],
        )
