"""A picture as somebody sends it -> one that is nothing but a picture."""

import io
import warnings
from dataclasses import dataclass
from datetime import timedelta

from django.db.models.functions import Now
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from kinkeeper.organisations.models import Organisation
from kinkeeper.parent_features.models import LayoutVersion, Picture

# JPEG alone leaves: a format without scripts, layers or other files inside.
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"
LARGEST_FILE = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
WIDEST, TALLEST = 1000, 1000  # what a page has room for, on a sharp screen
QUALITY = 78
UNUSED_FOR = timedelta(days=1)


class NoPicture(Exception):
    """The sentence says why, and what to do."""


@dataclass(frozen=True)
class Drawn:
    """As JPEG, in pixels."""

    content: bytes
    width: int
    height: int


def encoded_anew(content: bytes, *, room: tuple[int, int] = (WIDEST, TALLEST)) -> Drawn:
    """Only its pixels stay, as many as there is room for: no place, no camera, no text, nothing
    behind the picture. What is transparent becomes white. Raises `NoPicture`."""
    if len(content) > LARGEST_FILE:
        raise NoPicture(_("The picture is larger than 8 MB. Make it smaller, then add it again."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(content), formats=FORMATS)
            if found.width * found.height > MOST_PIXELS:
                raise NoPicture(_("The picture has too many pixels. Make it smaller."))
            upright = ImageOps.exif_transpose(found).convert("RGBA")
    except NoPicture:
        raise
    except Exception:  # noqa: BLE001  # whatever a damaged or hostile file does to the decoder
        raise NoPicture(_("This is no picture that can be read. Use JPEG, PNG or WebP.")) from None
    upright.thumbnail(room)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    into = io.BytesIO()
    flat.save(into, "JPEG", quality=QUALITY, optimize=True)
    return Drawn(into.getvalue(), *flat.size)


def forget_unused(organisation: Organisation) -> None:
    """Those that were added and never saved with a layout."""
    versions = LayoutVersion.objects.values_list("pictures", flat=True)
    used = {number for some in versions.exclude(pictures=[]) for number in some}
    old = Picture.objects.filter(organisation=organisation, made_at__lt=Now() - UNUSED_FOR)
    old.exclude(pk__in=used).delete()
