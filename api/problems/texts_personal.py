"""The problems of personal data (UU 27/2022): what must be kept, and what is forgotten."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

MUST_BE_KEPT = ProblemType(
    slug="must-be-kept",
    status=409,
    title=Sentence("Wajib disimpan menurut undang-undang", "The law orders to keep it"),
    meaning=Sentence(
        "Data pribadi berkas ini tidak dapat dihapus: undang-undang mewajibkan penyimpanannya.",
        "The personal data of this file cannot be erased: the law orders to keep them.",
    ),
    when=Sentence(
        "Permohonan masih diproses, atau keputusan atasnya telah terbit dan menjadi arsip. law menyebut pasalnya.",
        "The application is being processed, or a decision was issued on it and is an archive. law names the articles.",
    ),
    remedy=Sentence(
        "Sampaikan kepada pemohon dasar hukumnya. Akses dan koreksi atas data tetap dilayani.",
        "Tell the applicant the law. Access to the data and their correction are given all the same.",
    ),
)

PERSONAL_DATA_ERASED = ProblemType(
    slug="personal-data-erased",
    status=410,
    title=Sentence("Data pribadi telah dihapus", "The personal data were erased"),
    meaning=Sentence(
        "Data pribadi berkas ini telah dihapus menurut UU 27/2022; dokumen dan surat-suratnya tidak ada lagi.",
        "The personal data of this file were erased as UU 27/2022 demands; its documents and papers are no more.",
    ),
    when=Sentence(
        "Keputusan penghapusan tercatat dalam riwayat berkas; kunci datanya telah dimusnahkan.",
        "The decision to erase stands in the file's history, and the key of its data was destroyed.",
    ),
    remedy=Sentence(
        "Riwayat berkas tanpa data pribadi tetap dapat dibaca pada timeline.",
        "The history of the file, without personal data, can still be read in its timeline.",
    ),
)

SUBJECT_NOT_FOUND = ProblemType(
    slug="subject-not-found",
    status=404,
    title=Sentence("Subjek data tidak dikenal", "No such person"),
    meaning=Sentence("Tidak ada data tentang akun ini.", "Nothing is known about this account."),
    when=Sentence(
        "Akun itu tidak pernah mengajukan atau mengunggah apa pun, atau datanya telah dihapus.",
        "The account has never submitted or uploaded anything, or its data were erased.",
    ),
    remedy=Sentence("Periksa akun yang dimaksud.", "Check which account is meant."),
)

UPLOAD_IN_USE = ProblemType(
    slug="upload-in-use",
    status=409,
    title=Sentence("Berkas masih menjadi bagian permohonan", "An application names this file"),
    meaning=Sentence(
        "Berkas ini bagian dari permohonan Anda, sehingga tidak dapat ditarik sendiri.",
        "The file belongs to an application of yours and cannot be taken back by itself.",
    ),
    when=Sentence(
        "Salah satu permohonan Anda, dalam putaran mana pun, menyebut berkas itu.",
        "One of your applications, in whichever round, names that file.",
    ),
    remedy=Sentence(
        "Batalkan permohonannya, lalu mintalah penghapusan data pribadi.",
        "Withdraw the application, then ask for the erasure of your personal data.",
    ),
)
