"""All sizes of the icons, and the .ico files of Windows and the .icns of macOS, from the two drawings."""

from __future__ import annotations

import struct
from pathlib import Path

from product import BUILD, COMMAND, ROOT, fresh
from PyQt6.QtCore import QBuffer, QIODevice, Qt
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtSvg import QSvgRenderer

DRAWINGS = {COMMAND: "anodescope.svg", f"{COMMAND}-project": "project.svg"}
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256, 512)
_ICO_SIZES = tuple(size for size in SIZES if size <= 256)
_ICNS_KINDS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def make_icons() -> Path:
    """Draw every size; return the folder with NAME-SIZE.png, NAME.ico and NAME.icns."""
    folder = fresh(BUILD / "icons")
    for name, drawing in DRAWINGS.items():
        source = ROOT / "resources" / "icons" / drawing
        pictures = {size: png(source, size) for size in SIZES}
        for size, picture in pictures.items():
            (folder / f"{name}-{size}.png").write_bytes(picture)
        (folder / f"{name}.ico").write_bytes(ico({size: pictures[size] for size in _ICO_SIZES}))
        (folder / f"{name}.icns").write_bytes(icns({size: pictures[size] for size in _ICNS_KINDS}))
    return folder


def png(drawing: Path, size: int) -> bytes:
    """A drawing as a square PNG of that many pixels, on nothing."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """PNGs by their size as one Windows icon."""
    offset = 6 + 16 * len(pictures)
    directory, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, picture in pictures.items():
        edge = size % 256  # 0 means 256
        directory += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(picture), offset + len(body))
        body += picture
    return directory + body


def icns(pictures: dict[int, bytes]) -> bytes:
    """PNGs by their size as one macOS icon."""
    body = b"".join(
        _ICNS_KINDS[size] + struct.pack(">I", 8 + len(picture)) + picture for size, picture in pictures.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
