# SPDX-License-Identifier: Apache-2.0
"""QR codes as pictures in a page."""

import segno


def qr(text: str, *, border: int = 0) -> str:
    """Draw a QR code as SVG that fills its box, black on nothing."""
    drawn = segno.make_qr(text, error="m")
    return str(drawn.svg_inline(border=border, omitsize=True, svgclass=None, lineclass=None))
