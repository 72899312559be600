"""The one way in which an uploaded file is refused."""

from domain.refusals import Sentence


class UploadRefused(Exception):
    """The file cannot be taken. `code` is stable; `sentence` says why, and what to do."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.code = code
        self.sentence = sentence
