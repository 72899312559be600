"""Pictures from strangers: their pixels are kept and nothing else; when and where they were taken is told beside."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageChops

from application.uploads.exif import Taken
from application.uploads.images import CONVERTED_QUALITY
from application.uploads.uploads import MediaType, check_upload

SECRETS = (b"Kamera Rahasia", b"Catatan pribadi", b"Siti Rahmah", b"ICC_PROFILE", b"Exif", b"http://ns.adobe.com")
PLACE = {1: "S", 2: (3.0, 26.0, 32.4), 3: "E", 4: (114.0, 50.0, 2.04)}
MORNING: dict[int, Any] = {ExifTags.Base.DateTimeOriginal: "2026:11:25 09:14:00"}


def picture(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """A picture whose corners can be told apart."""
    image = Image.effect_noise(size, 30).convert("RGB")
    image.paste("red", (0, 0, 12, 12))
    return image.convert(mode)


def exif(gps: dict[int, Any] | None = None, camera: dict[int, Any] | None = None, **tags: Any) -> Image.Exif:
    block = Image.Exif()
    block[ExifTags.Base.Model] = "Kamera Rahasia"
    for name, value in tags.items():
        block[ExifTags.Base[name]] = value
    block.get_ifd(ExifTags.IFD.GPSInfo).update(gps or {})
    block.get_ifd(ExifTags.IFD.Exif).update(camera or {})
    return block


def saved(image: Image.Image, form: str = "JPEG", **how: Any) -> bytes:
    file = BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def kept(content: bytes) -> Image.Image:
    return opened(check_upload(content, "foto").content)


def taken(gps: dict[int, Any] | None = None, camera: dict[int, Any] | None = None, form: str = "JPEG") -> Taken:
    return check_upload(saved(picture(), form, exif=exif(gps, camera)), "foto").taken


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_nothing_but_pixels_is_kept(form: str) -> None:
    extras: dict[str, Any] = {"exif": exif(PLACE, MORNING, Artist="Siti Rahmah"), "icc_profile": b"acsp" * 40}
    extras |= {"comment": b"Catatan pribadi"} if form == "JPEG" else {}
    sent = saved(picture(), form, **extras)

    content = check_upload(sent, "foto").content

    assert any(secret in sent for secret in SECRETS)
    assert [] == [secret for secret in SECRETS if secret in content]
    assert {} == dict(opened(content).getexif())
    assert "icc_profile" not in opened(content).info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_png_keeps_every_pixel(mode: str) -> None:
    image = picture(mode=mode)

    again = kept(saved(image, "PNG"))

    assert (mode, image.tobytes()) == (again.mode, again.tobytes())


def test_a_transparent_colour_stays_transparent() -> None:
    assert 7 == kept(saved(picture(mode="P"), "PNG", transparency=7)).info["transparency"]


@pytest.mark.parametrize("quality", [30, 75, 95])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_jpeg_keeps_its_own_quality(mode: str, quality: int) -> None:
    sent = saved(picture((600, 400), mode), quality=quality)

    content = check_upload(sent, "foto").content

    difference = ImageChops.difference(opened(sent), opened(content)).convert("L").histogram()
    assert 0.9 < len(content) / len(sent) < 1.1
    assert sum(n * count for n, count in enumerate(difference)) / (600 * 400) < 2  # of 255 shades


def test_a_jpeg_for_the_press_becomes_one_for_screens() -> None:
    image = kept(saved(picture(mode="CMYK"), quality=CONVERTED_QUALITY))

    assert ("RGB", (60, 40)) == (image.mode, image.size)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_as_its_camera_meant_it(orientation: int) -> None:
    upright = picture()
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # how the sensor saw what is upright
    lying = upright.transpose(Image.Transpose(turn[orientation])) if orientation > 1 else upright

    image = kept(saved(lying, "PNG", exif=exif(Orientation=orientation)))

    assert upright.tobytes() == image.tobytes()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_when_and_where_it_was_taken_is_told_beside_it(form: str) -> None:
    expected = Taken(at=datetime(2026, 11, 25, 1, 14, tzinfo=UTC), latitude=-3.442333, longitude=114.833900)

    assert expected == taken(PLACE, MORNING, form)


@pytest.mark.parametrize(
    ("camera", "gps", "at"),
    [
        ({**MORNING, ExifTags.Base.OffsetTimeOriginal: "+07:00"}, {}, datetime(2026, 11, 25, 2, 14, tzinfo=UTC)),
        ({**MORNING, ExifTags.Base.OffsetTimeOriginal: "nanti"}, {}, datetime(2026, 11, 25, 1, 14, tzinfo=UTC)),
        ({}, {29: "2026:11:25", 7: (1.0, 14.0, 9.5)}, datetime(2026, 11, 25, 1, 14, 9, tzinfo=UTC)),
        ({ExifTags.Base.DateTimeOriginal: "0000:00:00 00:00:00"}, {}, None),
        ({ExifTags.Base.DateTimeOriginal: "1980:01:01 00:00:00"}, {}, None),
        ({ExifTags.Base.DateTimeOriginal: "kemarin"}, {29: "besok", 7: (1.0, 2.0, 3.0)}, None),
        ({}, {29: "2026:11:25", 7: (1.0, 14.0)}, None),
        ({}, {}, None),
    ],
    ids=["own zone", "no zone", "satellites", "no clock", "no date", "words", "half a time", "nothing"],
)
def test_the_time_is_the_cameras_or_the_satellites_or_unknown(
    camera: dict[int, Any], gps: dict[int, Any], at: datetime | None
) -> None:
    assert at == taken(gps, camera).at


@pytest.mark.parametrize(
    "gps",
    [
        {2: (3.0, 26.0, 32.4), 4: (114.0, 50.0, 2.04)},
        {**PLACE, 4: (0.0, 0.0, 0.0), 2: (0.0, 0.0, 0.0)},
        {**PLACE, 2: (95.0, 0.0, 0.0)},
        {**PLACE, 4: (181.0, 0.0, 0.0)},
        {**PLACE, 2: (3.0, 26.0)},
        {1: "S", 2: (3.0, 26.0, 32.4)},
    ],
    ids=["no side", "no fix", "beyond the pole", "beyond the date line", "half", "no longitude"],
)
def test_half_a_place_is_none(gps: dict[int, Any]) -> None:
    assert Taken() == taken(gps)


def test_a_picture_is_what_its_content_says() -> None:
    assert MediaType.PNG is check_upload(saved(picture(), "PNG"), "foto.jpg").upload.media_type
