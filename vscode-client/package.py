"""Builds the self-contained VSIX for one platform: `python vscode-client/package.py [TARGET]`; make vsix does it.

In it are the bundled extension, the server, and every library of the server for each Python it may meet: what serves
all of them in `bundled/libs/common`, what is compiled for one in `bundled/libs/cp311` and its like.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from email.parser import Parser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CLIENT = Path(__file__).resolve().parent
ROOT = CLIENT.parent
CACHE = ROOT / ".cache" / "vsix"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

# How VS Code, pip and the markers of packages name a platform; the oldest systems that the wheels are built for.
PLATFORMS = {
    "linux-x64": (
        ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_5_x86_64"],
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    ),
    "linux-arm64": (
        ["manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"],
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    ),
    "win32-x64": (
        ["win_amd64"],
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    ),
    "darwin-arm64": (
        ["macosx_12_0_arm64", "macosx_11_0_arm64"],
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    ),
}


# Taken without their compiled parts, which four Pythons would make a fifth of the package; they run without them.
PURE = ("sqlalchemy", "charset-normalizer")

# PyYAML has no wheel without its compiled part, and does without that one too.
_NEEDLESS = re.compile(r"\.data/|/tests/|^sqlalchemy/testing/|^yaml/_yaml\.")

# How the tests know that it is the machine that lacks something, not the build.
_NOT_BUILT = "The VSIX is not built"


def main(target: str) -> Path:
    """Build the VSIX of a target; returns its path under dist/."""
    if target not in PLATFORMS:
        sys.exit(f"No such target: {target}. There are {', '.join(PLATFORMS)}.")
    if not shutil.which("npm"):
        sys.exit(f"{_NOT_BUILT}: there is no npm here.")
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one build at a time
        return _build(target)


def _build(target: str) -> Path:
    version = _version()
    stage = CACHE / target / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    _extension(stage, version)
    _server(stage / "bundled", target)
    vsix = ROOT / "dist" / f"bursar-{version}-{target}.vsix"
    vsix.parent.mkdir(exist_ok=True)
    packed = vsix.with_suffix(f".{os.getpid()}.vsix")
    vsce = CLIENT / "node_modules" / "@vscode" / "vsce" / "vsce"
    options = ["--no-dependencies", "--no-rewrite-relative-links", "--allow-missing-repository"]
    _run(["node", vsce, "package", *options, "--target", target, "--out", packed], stage)
    packed.replace(vsix)
    print(f"{vsix.relative_to(ROOT)} {vsix.stat().st_size / 1e6:.1f} MB")
    return vsix


def _extension(stage: Path, version: str) -> None:
    lock = CLIENT / "package-lock.json"
    installed = CLIENT / "node_modules" / ".bursar"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not installed.exists() or installed.read_text() != wanted:
        _fetch(
            "the client's packages", ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        )
        installed.write_text(wanted)
    _run(["npm", "run", "--silent", "check"], CLIENT)
    _run(
        ["npm", "run", "--silent", "build", "--", f"--outfile={stage / 'dist' / 'extension.js'}", "--log-level=error"],
        CLIENT,
    )
    manifest = json.loads((CLIENT / "package.json").read_text("utf-8")) | {"version": version}
    for needless in ("scripts", "devDependencies"):
        del manifest[needless]
    (stage / "package.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False), "utf-8")
    (stage / ".vscodeignore").touch()  # all that is here was put here
    shutil.copytree(CLIENT / "images", stage / "images", ignore=shutil.ignore_patterns("*.svg"))
    for source in (CLIENT / "README.md", ROOT / "CHANGELOG.md", ROOT / "LICENSE"):
        if source.exists():
            shutil.copy(source, stage / (source.name if source.suffix else f"{source.name}.txt"))


def _server(bundled: Path, target: str) -> None:
    bundled.mkdir()
    shutil.copy(CLIENT / "launch.py", bundled)
    wheel = _own_wheel()
    _unpack([wheel], bundled / "libs")
    requirements = _requirements(wheel)
    constraints = (ROOT / "constraints.txt").read_bytes()
    key = hashlib.sha256(repr((sorted(map(str, requirements)), PURE)).encode() + constraints).hexdigest()[:16]
    for python in PYTHONS:
        _unpack(_wheels(target, python, requirements, CACHE / target / f"{key}-{python}"), bundled / "libs")


def _own_wheel() -> Path:
    """The server itself."""
    out = CACHE / "own"
    shutil.rmtree(out, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "wheel", "-qq", "--disable-pip-version-check"]
    _run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", out, ROOT], ROOT)
    return next(out.glob("*.whl"))


def _wheels(target: str, python: str, requirements: list[Requirement], folder: Path) -> list[Path]:
    """The libraries for one Python on one platform, fetched once.

    pip reads the markers of packages as if they were about the machine it runs on, so what only the target needs
    (`sys_platform == "win32"`) is found here and asked for by name, until nothing is missing.
    """
    done = folder / "complete"
    tags, markers = PLATFORMS[target]
    environment = markers | {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    wanted = {str(_bare(found)) for found in requirements if _applies(found, environment)}
    while not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _download(sorted(wanted), python, ["cp", f"cp{python.replace('.', '')}", "abi3", "none"], tags, folder)
        for wheel in filter(_is_better_pure, list(folder.glob("*.whl"))):
            wheel.unlink()
            name, version = wheel.name.split("-")[:2]
            _download([f"{name}=={version}"], python, ["py", "none"], ["any"], folder, "--no-deps")
        missing = _missing(list(folder.glob("*.whl")), environment)
        wanted |= missing
        if not missing:
            done.touch()
    return sorted(folder.glob("*.whl"))


def _is_better_pure(wheel: Path) -> bool:
    return canonicalize_name(wheel.name.split("-")[0]) in PURE and not wheel.name.endswith("-none-any.whl")


def _download(wanted: list[str], python: str, kinds: list[str], tags: list[str], folder: Path, *options: str) -> None:
    """Wheels alone, of an implementation and its ABIs (`kinds`), with what pip takes to be their requirements."""
    implementation, *abis = kinds
    pip = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--only-binary=:all:"]
    pip += ["--implementation", implementation, "--python-version", python]
    pip += [part for abi in abis for part in ("--abi", abi)]
    pip += [part for tag in tags for part in ("--platform", tag)]
    command = [*pip, *options, "-c", ROOT / "constraints.txt", "-d", folder, *wanted]
    _fetch(f"the libraries for Python {python}", command)


def _missing(wheels: list[Path], environment: dict[str, str]) -> set[str]:
    there = {canonicalize_name(wheel.name.split("-")[0]) for wheel in wheels}
    needed = (found for wheel in wheels for found in _requirements(wheel) if _applies(found, environment))
    return {str(_bare(found)) for found in needed if canonicalize_name(found.name) not in there}


def _requirements(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist") or []
    return [Requirement(line) for line in lines]


def _applies(requirement: Requirement, environment: dict[str, str]) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(environment)


def _bare(requirement: Requirement) -> Requirement:
    bare = Requirement(str(requirement))
    bare.marker = None
    return bare


def _unpack(wheels: Iterable[Path], libraries: Path) -> None:
    for wheel in wheels:
        tag, abi = wheel.stem.split("-")[-3:-1]
        with zipfile.ZipFile(wheel) as archive:
            folder = libraries / (tag if re.fullmatch(r"cp3\d+", abi) else "common")
            archive.extractall(folder, [name for name in archive.namelist() if not _NEEDLESS.search(name)])


def _version() -> str:
    source = (ROOT / "server" / "bursar" / "version.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE)
    assert found, "version.py states the version"
    return found[1]


def _this_platform() -> str:
    system = {"linux": "linux", "win32": "win32", "darwin": "darwin"}.get(sys.platform, sys.platform)
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine())
    return f"{system}-{machine}"


def _fetch(what: str, command: list[str | Path]) -> None:
    """Run what asks a registry; where it cannot be asked, the build ends with a sentence that says so."""
    try:
        _run(command, CLIENT)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{_NOT_BUILT}: {what} cannot be fetched: {error}")


def _run(command: list[str | Path], folder: Path) -> None:
    subprocess.run([str(part) for part in command], cwd=folder, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else _this_platform())
