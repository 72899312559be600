"""When and where a picture was taken, as its camera wrote it down (Exif 2.32). What is not plausible is not told."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from PIL import ExifTags, Image

FIRST_YEAR = 2000  # a camera that does not know the date says 1970 or 1980
PLACES: Final = 6  # decimals of a degree: a tenth of a metre


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """`at` is aware. None is what the picture does not tell."""

    at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def taken_of(image: Image.Image, zone: tzinfo) -> Taken:
    """Return what the picture tells; a camera that names no time zone is taken to be in `zone`. Never raises."""
    try:
        exif = image.getexif()
        camera, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except UNREADABLE:
        return Taken()
    latitude = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", 90)
    longitude = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", 180)
    at = _camera_time(camera, zone) or _satellite_time(gps)
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):  # no fix is written as zeros
        return Taken(at=at)
    return Taken(at=at, latitude=latitude, longitude=longitude)


def _camera_time(camera: Any, zone: tzinfo) -> datetime | None:  # Any: values are whatever the file says
    try:
        moment = datetime.strptime(_text(camera[ExifTags.Base.DateTimeOriginal]), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        return _plausible(moment.replace(tzinfo=_offset(camera) or zone))
    except UNREADABLE:
        return None


def _offset(camera: Any) -> tzinfo | None:
    """The zone beside the time, such as +08:00."""
    try:
        return datetime.strptime(_text(camera[ExifTags.Base.OffsetTimeOriginal]), "%z").tzinfo
    except UNREADABLE:
        return None


def _satellite_time(gps: Any) -> datetime | None:
    try:
        day = datetime.strptime(_text(gps[ExifTags.GPS.GPSDateStamp]), "%Y:%m:%d").replace(tzinfo=UTC)
        hours, minutes, seconds = (float(part) for part in gps[ExifTags.GPS.GPSTimeStamp])
        return _plausible(day + timedelta(hours=hours, minutes=minutes, seconds=int(seconds)))
    except UNREADABLE:
        return None


def _plausible(moment: datetime) -> datetime | None:
    return moment.astimezone(UTC) if moment.year >= FIRST_YEAR else None


def _degrees(gps: Any, value: int, side: int, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in gps[value])
        angle = degrees + minutes / 60 + seconds / 3600
        signed = -angle if _text(gps[side]).upper().startswith(negative) else angle
    except UNREADABLE:
        return None
    return round(signed, PLACES) if abs(signed) <= most else None


def _text(value: Any) -> str:
    text = value.decode("ascii") if isinstance(value, bytes) else str(value)
    return text.strip("\0 ")


UNREADABLE = (ArithmeticError, AttributeError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError)
