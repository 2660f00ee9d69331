"""Build what browsers load: one stylesheet, the scripts and our mark, each named after its content.

Run by `make assets`. Writes `static/build/<name>.<hash>.<ending>` and `static/build/manifest.json`,
which maps each plain name to the built one, so that a browser may keep a file for ever.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

STATIC = Path(__file__).parent
MODULES = STATIC.parent / "node_modules"
BUILD = STATIC / "build"

# Plain name to source. The order matters: a script names the ones above it by their built names.
COPIED = {
    "govuk-frontend.js": MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "htmx.js": MODULES / "htmx.org/dist/htmx.min.js",
    "meeting.js": STATIC / "js/meeting.js",
    "narrative.js": STATIC / "js/narrative.js",
    "saving.js": STATIC / "js/saving.js",
    "app.js": STATIC / "js/app.js",
    "waymark.svg": STATIC / "images/waymark.svg",
}


def stylesheet() -> bytes:
    """Compile and compress `scss/app.scss`."""
    command = [
        str(MODULES / ".bin/sass"),
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
        f"--load-path={MODULES}",
        str(STATIC / "scss/app.scss"),
    ]
    result = subprocess.run(command, check=False, stdout=subprocess.PIPE)
    if result.returncode:
        sys.exit("The stylesheet has a mistake: see above.")
    return result.stdout


def without_source_map(script: bytes) -> bytes:
    """Drop the last line that points at a source map we do not serve."""
    body, _, last = script.rstrip().rpartition(b"\n")
    return body + b"\n" if last.startswith(b"//# sourceMappingURL") else script


def main() -> None:
    """Rebuild `static/build` from nothing."""
    contents = {"app.css": stylesheet()}
    manifest: dict[str, str] = {}
    for name, source in COPIED.items():
        contents[name] = without_source_map(source.read_bytes())
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir()
    for name, content in contents.items():
        body = content
        for plain, built in manifest.items():
            body = body.replace(f'"./{plain}"'.encode(), f'"./{built}"'.encode())
        stem, _, ending = name.rpartition(".")
        manifest[name] = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"
        (BUILD / manifest[name]).write_bytes(body)
    (BUILD / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
