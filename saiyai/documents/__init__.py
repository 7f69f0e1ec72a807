"""Papers as PDF: a typst template, plain data, and nothing else of the house."""

from saiyai.documents.pictures import printable
from saiyai.documents.qr import qr_png, qr_svg
from saiyai.documents.rendering import RenderFailed, render, render_png

__all__ = ["RenderFailed", "printable", "qr_png", "qr_svg", "render", "render_png"]
