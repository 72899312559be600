"""A picture as small as a paper needs it: 80 mm at 300 dpi, on white, always the same bytes for the same picture."""

from io import BytesIO

from PIL import Image

SIDE = 960  # pixels
QUALITY = 80


def small_picture(content: bytes) -> bytes:
    """Return a JPEG of the picture, which the upload has found whole and harmless."""
    with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as image:
        image.draft("RGB", (SIDE, SIDE))
        image.thumbnail((SIDE, SIDE))
        saved = BytesIO()
        _on_white(image).save(saved, "JPEG", quality=QUALITY)
    return saved.getvalue()


def size_of(picture: bytes) -> tuple[int, int]:
    """Return width and height of what `small_picture` has made."""
    with Image.open(BytesIO(picture), formats=["JPEG"]) as image:
        return image.size


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    ink = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(ink, mask=ink)
    return paper
