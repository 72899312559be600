"""What pydantic's error types mean, as sentences in formal Indonesian and in English.

The placeholders are pydantic's own context. A type that is not here, because no JSON document or header of ours can
bring it about, is answered with `OTHERWISE`.
"""

from domain.refusals import Sentence

OTHERWISE = Sentence("Isian ini tidak sesuai dengan ketentuan.", "This is not as it must be.")

_TEXT = Sentence("Isian ini harus berupa teks.", "This must be text.")
_OBJECT = Sentence("Isian ini harus berupa objek JSON.", "This must be a JSON object.")
_LIST = Sentence("Isian ini harus berupa daftar.", "This must be a list.")
_WHOLE = Sentence("Isian ini harus berupa bilangan bulat.", "This must be a whole number.")
_NUMBER = Sentence("Isian ini harus berupa bilangan.", "This must be a number.")
_BOOLEAN = Sentence("Isian ini harus true atau false.", "This must be true or false.")
_DATE = Sentence("Isian ini harus berupa tanggal, misalnya 2026-11-23.", "This must be a date, for example 2026-11-23.")
_TIME = Sentence("Isian ini harus berupa waktu, misalnya 09:14:00.", "This must be a time, for example 09:14:00.")
_INSTANT = Sentence(
    "Isian ini harus berupa waktu RFC 3339, misalnya 2026-11-23T01:14:00Z.",
    "This must be an RFC 3339 time, for example 2026-11-23T01:14:00Z.",
)
_DURATION = Sentence(
    "Isian ini harus berupa lama waktu ISO 8601, misalnya PT10M.",
    "This must be an ISO 8601 duration, for example PT10M.",
)
_UUID = Sentence("Isian ini harus berupa UUID.", "This must be a UUID.")
_URL = Sentence("Isian ini harus berupa alamat URL yang sah.", "This must be a valid URL.")
_CHOICE = Sentence("Pilihan yang tersedia: {expected}.", "This must be one of: {expected}.")

MESSAGES: dict[str, Sentence] = {
    "missing": Sentence("Isian ini wajib ada.", "This is required."),
    "extra_forbidden": Sentence("Isian ini tidak dikenal.", "There is no such field."),
    "json_invalid": Sentence("Bukan JSON yang sah.", "Not valid JSON."),
    "none_required": Sentence("Isian ini harus kosong (null).", "This must be null."),
    "invalid_key": Sentence("Nama isian harus berupa teks.", "The name of a field must be text."),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "too_short": Sentence(
        "Daftar ini paling sedikit berisi {min_length}; yang dikirim {actual_length}.",
        "This list has at least {min_length} items; {actual_length} were sent.",
    ),
    "too_long": Sentence("Daftar ini paling banyak berisi {max_length}.", "This list has at most {max_length} items."),
    "string_type": _TEXT,
    "string_unicode": Sentence("Teks harus berupa UTF-8 yang sah.", "Text must be valid UTF-8."),
    "string_too_short": Sentence(
        "Teks ini paling sedikit {min_length} karakter.", "This text has at least {min_length} characters."
    ),
    "string_too_long": Sentence(
        "Teks ini paling banyak {max_length} karakter.", "This text has at most {max_length} characters."
    ),
    "string_pattern_mismatch": Sentence(
        "Teks ini tidak mengikuti pola {pattern}.", "This text does not match the pattern {pattern}."
    ),
    "string_not_ascii": Sentence("Teks ini hanya boleh memuat ASCII.", "This text must be ASCII."),
    "bytes_too_long": Sentence("Isian ini paling panjang {max_length} bita.", "This has at most {max_length} bytes."),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "union_tag_invalid": Sentence("Pilihan yang tersedia: {expected_tags}.", "This must be one of: {expected_tags}."),
    "union_tag_not_found": Sentence(
        "Isian pembeda {discriminator} wajib ada.", "The field {discriminator} is required."
    ),
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": Sentence("Bilangan ini terlalu besar.", "This number is too large."),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": Sentence("Bilangan ini harus terhingga.", "This number must be finite."),
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_digits": Sentence("Paling banyak {max_digits} angka.", "At most {max_digits} digits."),
    "decimal_max_places": Sentence(
        "Paling banyak {decimal_places} angka di belakang koma.", "At most {decimal_places} decimal places."
    ),
    "decimal_whole_digits": Sentence(
        "Paling banyak {whole_digits} angka di depan koma.", "At most {whole_digits} digits before the point."
    ),
    "greater_than": Sentence("Nilai ini harus lebih dari {gt}.", "This must be more than {gt}."),
    "greater_than_equal": Sentence("Nilai ini paling kecil {ge}.", "This must be at least {ge}."),
    "less_than": Sentence("Nilai ini harus kurang dari {lt}.", "This must be less than {lt}."),
    "less_than_equal": Sentence("Nilai ini paling besar {le}.", "This must be at most {le}."),
    "multiple_of": Sentence("Nilai ini harus kelipatan {multiple_of}.", "This must be a multiple of {multiple_of}."),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_past": Sentence("Tanggal ini harus telah lewat.", "This date must be in the past."),
    "date_future": Sentence("Tanggal ini harus di masa mendatang.", "This date must be in the future."),
    "time_type": _TIME,
    "time_parsing": _TIME,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_object_invalid": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_past": Sentence("Waktu ini harus telah lewat.", "This time must be in the past."),
    "datetime_future": Sentence("Waktu ini harus di masa mendatang.", "This time must be in the future."),
    "timezone_aware": Sentence(
        "Waktu ini harus menyebut zonanya, misalnya Z atau +08:00.",
        "This time must name its zone, for example Z or +08:00.",
    ),
    "timezone_naive": Sentence("Waktu ini tidak boleh menyebut zona.", "This time must not name a zone."),
    "timezone_offset": Sentence("Zona waktu harus {tz_expected} detik.", "The zone must be {tz_expected} seconds."),
    "time_delta_type": _DURATION,
    "time_delta_parsing": _DURATION,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "uuid_version": _UUID,
    "url_type": _URL,
    "url_parsing": _URL,
    "url_syntax_violation": _URL,
    "url_too_long": Sentence("Alamat ini paling panjang {max_length} karakter.", "At most {max_length} characters."),
    "url_scheme": Sentence("Skema alamat yang diterima: {expected_schemes}.", "Accepted: {expected_schemes}."),
}
