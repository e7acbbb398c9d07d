from __future__ import annotations

import hashlib
import json
import struct
import sys
import zipfile
from pathlib import Path

import der
import icons
import imported
import licences
import locked
import product
import pytest
import windows_python
import windows_tree
from PyQt6.QtGui import QImage

from models import __version__

LOCK = """# made by a tool
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:{a}
    # via reader
numpy==2.4.6 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via
    #   anodescope (pyproject.toml)
    #   pandas
pytest==9.0.0 \\
    --hash=sha256:{b}
    # via anodescope (pyproject.toml)
reader==1.0 \\
    --hash=sha256:{b}
    # via anodescope (pyproject.toml)
""".format(a="a" * 64, b="b" * 64)
PROJECT = {"dependencies": ["numpy==2.4.6", "Reader>=1"]}


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def catalogue(digest: bytes, unsigned: bytes = b"") -> bytes:
    """A signed catalogue of one file, with something beside what is signed."""
    algorithm = tlv(der.SEQUENCE, tlv(der.OBJECT, der.SHA_256), tlv(0x05))
    listed = tlv(der.SEQUENCE, tlv(der.SET, tlv(der.SEQUENCE, algorithm, tlv(der.OCTETS, digest))))
    content = tlv(der.SEQUENCE, tlv(der.OBJECT, der.TRUST_LIST), tlv(der.CONTEXT_0, listed))
    signed = tlv(der.SEQUENCE, tlv(0x02, b"\1"), tlv(der.SET), content, unsigned)
    return tlv(der.SEQUENCE, tlv(der.OBJECT, der.SIGNED_DATA), tlv(der.CONTEXT_0, signed))


@pytest.mark.parametrize(
    ("system", "names"), [("win32", ["colorama", "numpy", "reader"]), ("linux", ["numpy", "reader"])]
)
def test_only_what_the_program_needs_on_that_system_is_shipped(system: str, names: list[str]) -> None:
    lines = locked.runtime(LOCK, PROJECT, locked.environment(system, "3.11"))
    assert [line.name for line in lines] == names
    requirements = locked.as_requirements(lines)
    assert requirements.count("--hash=sha256:") == sum(len(line.hashes) for line in lines)
    assert ";" not in requirements


def test_a_dependency_that_is_not_locked_stops_the_build() -> None:
    with pytest.raises(product.BuildProblem, match="lacks scipy"):
        locked.runtime(LOCK, {"dependencies": ["scipy"]}, locked.environment("linux", "3.11"))


@pytest.mark.parametrize("system", ["win32", "linux", "darwin"])
def test_the_projects_own_lock_gives_every_dependency_and_no_tool(system: str) -> None:
    names = {line.name for line in locked.locked_here(system, "3.11")}
    assert {"pyqt6", "pyqt6-qt6", "pyqt6-sip", "numpy", "scipy", "pandas", "matplotlib", "openpyxl"} <= names
    assert not {"pytest", "mypy", "ruff", "hypothesis", "uv"} & names


def test_a_changed_file_of_the_standard_library_stops_the_build(tmp_path: Path) -> None:
    module = tmp_path / "Lib" / "json" / "decoder.py"
    module.parent.mkdir(parents=True)
    module.write_text("good")
    (module.parent / "__init__.py").touch()
    digest = hashlib.sha256(b"good").digest()
    digests = der.sha256_digests(der.signed_content(catalogue(digest)))
    assert windows_python.check_listed(tmp_path, digests, {}) == 2
    module.write_text("evil")
    with pytest.raises(product.BuildProblem, match=r"Lib/json/decoder\.py"):
        windows_python.check_listed(tmp_path, digests, {})
    assert windows_python.check_listed(tmp_path, digests, {"Lib/json/decoder.py": hashlib.sha256(b"evil").hexdigest()})


def test_hashes_beside_the_signed_part_of_a_catalogue_count_for_nothing() -> None:
    evil = hashlib.sha256(b"evil").digest()
    algorithm = tlv(der.SEQUENCE, tlv(der.OBJECT, der.SHA_256), tlv(0x05))
    smuggled = tlv(der.SEQUENCE, algorithm, tlv(der.OCTETS, evil))
    found = der.sha256_digests(der.signed_content(catalogue(bytes(32), smuggled)))
    assert found == {bytes(32)}


@pytest.mark.parametrize("content", [b"\x30\x05\x02", tlv(der.SEQUENCE, tlv(der.OBJECT, b"\1"), tlv(der.CONTEXT_0))])
def test_what_is_no_catalogue_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"ends too early|This is not"):
        der.signed_content(content)


@pytest.mark.parametrize(
    "said",
    [
        "Signer #0:\n\tSubject: /O=Somebody/CN=Somebody Else\nSignature verification: ok\n",
        "Signer #0:\n\tSubject: /CN=Python Software Foundation\nTimestamp Server Signature verification: ok\n",
        "No signature found\n",
    ],
)
def test_a_library_that_the_foundation_did_not_sign_stops_the_build(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_python, "_without_network", tuple)
    monkeypatch.setattr(windows_python, "run", lambda *command: said)
    with pytest.raises(product.BuildProblem, match=r"python311\.dll is not signed"):
        windows_python.check_signature(Path("python311.dll"))


def embeddable(folder: Path, release: str) -> Path:
    """What python.org's embeddable zip holds, without the bytes."""
    number = "".join(release.split(".")[:2])
    names = [f"python{number}.dll", "python3.dll", f"python{number}.zip", f"python{number}._pth", "LICENSE.txt"]
    names += ["python.exe", "_ssl.pyd", "libssl-3.dll", "libffi-8.dll", "sqlite3.dll", "python.cat", "vcruntime140.dll"]
    target = folder / f"python-{release}-embed-amd64.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return target


def test_the_zip_of_python_org_is_laid_out_like_the_pinned_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows_python, "BUILD", tmp_path)
    release = f"{sys.version_info.major}.{sys.version_info.minor}.9"
    zipped = embeddable(tmp_path, release)
    folder, found = windows_python.python_for_windows(zipped, hashlib.sha256(zipped.read_bytes()).hexdigest())
    assert found == release
    library = f"python{sys.version_info.major}{sys.version_info.minor}.dll"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        *("DLLs/_ssl.pyd", "DLLs/libffi-8.dll", "DLLs/libssl-3.dll", "DLLs/python.cat", "DLLs/sqlite3.dll"),
        *("LICENSE.txt", "Lib.zip", "python3.dll", library),
    ]
    with pytest.raises(product.BuildProblem, match="SHA-256"):
        windows_python.python_for_windows(zipped, "0" * 64)
    other = embeddable(tmp_path, "3.99.1")
    digest = hashlib.sha256(other.read_bytes()).hexdigest()
    with pytest.raises(product.BuildProblem, match=r"Build with Python 3\.99"):
        windows_python.python_for_windows(other, digest)


def test_of_a_wheel_only_what_runs_is_taken(tmp_path: Path) -> None:
    kept = [
        "PyQt6/QtCore.pyd",
        "PyQt6/Qt6/bin/Qt6Core.dll",
        "PyQt6/Qt6/plugins/platforms/qwindows.dll",
        "numpy/core.py",
    ]
    kept += ["numpy/testing/tests.py", "mpl_toolkits/mplot3d/art3d.py", "numpy-2.dist-info/licenses/LICENSE"]
    dropped = ["PyQt6/QtQml.pyd", "PyQt6/Qt6/bin/Qt6Quick.dll", "numpy/core.pyi", "scipy/tests/test_a.py", "../evil.py"]
    dropped += ["numpy-2.dist-info/RECORD", "matplotlib/mpl-data/sample_data/a.csv", "PyQt6/Qt6/bin/avcodec-61.dll"]
    wheel = tmp_path / "some.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in (*kept, *dropped):
            archive.writestr(name, "x")
    windows_tree.unpack_wheel(wheel, tmp_path / "site")
    taken = [
        path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*") if path.is_file()
    ]
    assert sorted(taken) == sorted(kept)


def test_every_module_of_qt_that_the_program_uses_is_shipped() -> None:
    windows_tree.check_modules_of_qt()


def test_what_is_imported_late_and_is_not_shipped_stops_the_build(tmp_path: Path) -> None:
    code = tmp_path / "models" / "readers"
    code.mkdir(parents=True)
    for file in (code.parent, code):
        (file / "__init__.py").touch()
    (code / "some.py").write_text("import json\ndef read():\n    from alpha.beta import x\n    import gamma.fast\n")
    site = tmp_path / "site"
    (site / "alpha").mkdir(parents=True)
    (site / "gamma").mkdir()
    (site / "alpha" / "beta.py").touch()
    assert imported.own_modules(tmp_path) == {"models", "models.readers", "models.readers.some"}
    wanted = imported.other_modules(tmp_path)
    assert wanted == {"alpha.beta", "gamma.fast"}
    with pytest.raises(product.BuildProblem, match=r"not shipped: gamma\.fast\."):
        imported.check_all_shipped(wanted, lambda name: imported.lies_in(site, name))
    (site / "gamma" / "fast.cp311-win_amd64.pyd").touch()
    imported.check_all_shipped(wanted, lambda name: imported.lies_in(site, name))


def package(folder: Path, name: str, stated: str, text: bool = True) -> None:
    information = folder / f"{name}-1.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{stated}\n\nWords.\n")
    if text:
        (information / "LICENSE").write_text("the text")


def test_every_part_is_listed_with_its_licence_and_the_text(tmp_path: Path) -> None:
    package(tmp_path / "site", "alpha", "License-Expression: MIT")
    package(tmp_path / "site", "beta", "License: Copyright 1999\nClassifier: License :: OSI Approved :: BSD License")
    parts = licences.collect_licences(tmp_path / "out", tmp_path / "site")
    assert [(part["name"], part["licence"]) for part in parts] == [
        ("Anodescope", "GPL-3.0-or-later"),
        ("alpha", "MIT"),
        ("beta", "BSD License"),
    ]
    assert (tmp_path / "out" / "alpha" / "LICENSE").read_text() == "the text"
    assert json.loads((tmp_path / "out" / "parts.json").read_text(encoding="utf-8")) == parts
    listed = json.loads(licences.sbom(parts, 1_800_000_000))
    assert [each["name"] for each in listed["components"]] == ["alpha", "beta"]
    assert listed["metadata"]["component"]["version"] == __version__
    assert licences.sbom(parts, 1_800_000_000) == licences.sbom(parts, 1_800_000_000)


def test_a_package_without_the_text_of_its_licence_stops_the_build(tmp_path: Path) -> None:
    package(tmp_path / "site", "gamma", "License: MIT", text=False)
    with pytest.raises(product.BuildProblem, match="gamma"):
        licences.collect_licences(tmp_path / "out", tmp_path / "site")


def test_the_icon_of_windows_holds_every_size(tmp_path: Path) -> None:
    drawing = product.ROOT / "resources" / "icons" / "anodescope.svg"
    pictures = {size: icons.png(drawing, size) for size in (16, 32, 256)}
    written = icons.ico(pictures)
    assert struct.unpack_from("<HHH", written) == (0, 1, 3)
    for number, (size, picture) in enumerate(pictures.items()):
        width, *_, length, offset = struct.unpack_from("<BBBBHHII", written, 6 + 16 * number)
        assert width == size % 256
        assert written[offset : offset + length] == picture
        assert QImage.fromData(picture).width() == size


@pytest.mark.parametrize("name", sorted(icons.DRAWINGS.values()))
def test_an_icon_is_legible_at_16_pixels(name: str) -> None:
    """Nucleus and electrode are at least three shades, and each covers more than a pixel or two."""
    image = QImage.fromData(icons.png(product.ROOT / "resources" / "icons" / name, 16))
    shades = [image.pixel(x, y) for x in range(16) for y in range(16)]
    assert len([shade for shade in set(shades) if shades.count(shade) >= 6]) >= 3


def test_the_version_stands_in_one_place() -> None:
    assert product.version() == __version__


def test_the_date_of_built_files_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert product.source_date() == 1_700_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "5")
    assert product.source_date() == 315_532_800, "zip files know nothing before 1980"
