"""QR codes, for a page (SVG), for a paper (SVG as bytes) and for a letter that wants a picture (PNG)."""

from io import BytesIO

import segno


def _code(text: str) -> segno.QRCode:
    # Level M mends 15 % of a scratched card and keeps short addresses at few modules. Never Micro QR: phones refuse it.
    return segno.make(text, error="m", micro=False, boost_error=True)


def qr_svg(text: str, *, border: int = 4) -> str:
    """The code as an SVG that takes the size of its frame; no style attribute, so that a strict page accepts it."""
    out = BytesIO()
    _code(text).save(
        out, kind="svg", border=border, xmldecl=False, svgclass=None, lineclass=None, omitsize=True, nl=False
    )
    return out.getvalue().decode()


def qr_png(text: str, *, scale: int = 8, border: int = 4) -> bytes:
    """The code as a PNG, `scale` pixels a module."""
    out = BytesIO()
    _code(text).save(out, kind="png", scale=scale, border=border)
    return out.getvalue()
