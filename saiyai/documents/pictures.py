"""Pictures made small and safe enough for a paper."""

from io import BytesIO

from PIL import Image, ImageOps


def printable(picture: bytes | None, width_px: int, height_px: int) -> bytes | None:
    """The picture as JPEG cut to the box, without metadata; None when there is none or it cannot be read.

    A paper with an empty photo box is of more use than no paper.
    """
    if not picture:
        return None
    try:
        with Image.open(BytesIO(picture)) as opened:
            upright = ImageOps.exif_transpose(opened)
            flat = Image.new("RGB", upright.size, "white")
            rgba = upright.convert("RGBA")
            flat.paste(rgba, mask=rgba.getchannel("A"))
            cut = ImageOps.fit(flat, (width_px, height_px), centering=(0.5, 0.35))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    out = BytesIO()
    cut.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()


def emblem(picture: bytes | None, longest_px: int = 600) -> bytes | None:
    """The uploaded emblem: SVG untouched, anything else as a small PNG that keeps its transparency."""
    if not picture:
        return None
    if picture.lstrip()[:5] in (b"<?xml", b"<svg ") or picture.lstrip().startswith(b"<svg"):
        return picture
    try:
        with Image.open(BytesIO(picture)) as opened:
            small = ImageOps.exif_transpose(opened).convert("RGBA")
            small.thumbnail((longest_px, longest_px))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()
