"""The problems of taking the trail away."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

EXPORT_NOT_FOUND = ProblemType(
    slug="export-not-found",
    status=404,
    title=Sentence("Ekspor tidak ditemukan", "No such export"),
    meaning=Sentence("Ekspor dengan nomor itu tidak tercatat.", "No export is noted under this id."),
    when=Sentence(
        "Nomor ekspor salah tulis; setiap ekspor dicatat sebelum dimulai, dengan nomor dalam X-Export-Id.",
        "The id is mistyped: every export is noted before it begins, under the id in X-Export-Id.",
    ),
    remedy=Sentence("Cari ekspor itu dalam daftar di /v1/exports.", "Look it up in the list at /v1/exports."),
)
