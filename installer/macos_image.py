"""The disk image for macOS: written to the rules, never tried; no Mac was at hand."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from product import BUILD, INSTALLER, NAME, fresh, need, run, say


def make_dmg(frozen: Path, folder: Path, stated: str) -> Path:
    """Sign the application and pack it; without an identity in ANODESCOPE_SIGN it is signed for this Mac only.

    An image for others needs an identity of Apple's developer programme, and `notarytool` and `stapler` afterwards:
    nothing here does that yet.
    """
    need("hdiutil", "codesign")
    application = frozen.with_name(f"{NAME}.app")
    shutil.copy(BUILD / "icons" / "anodescope-project.icns", application / "Contents" / "Resources")
    identity = os.environ.get("ANODESCOPE_SIGN", "-")
    hardened = ("--options", "runtime", "--timestamp") if identity != "-" else ()
    entitlements = ("--entitlements", INSTALLER / "macos.entitlements")
    run("codesign", "--force", "--deep", "--sign", identity, *hardened, *entitlements, application)
    run("codesign", "--verify", "--deep", "--strict", application)
    image = fresh(BUILD / "macos" / "image")
    shutil.move(application, image / application.name)
    (image / "Applications").symlink_to("/Applications")
    target = folder / f"{NAME}-{stated}-macos-{os.uname().machine}.dmg"
    say(f"packing {target.name}")
    run("hdiutil", "create", "-volname", NAME, "-srcfolder", image, "-ov", "-format", "UDZO", target)
    return target
