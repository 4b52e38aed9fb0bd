"""Make a virtual environment with pip in it, on whatever this machine offers; standard library only.

Debian's python3 comes without ensurepip, so several ways are tried in turn, and a half-made folder is removed before
each: python -m venv, a bare environment filled by the system's pip, uv, virtualenv, and python3-venv through apt.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDS = (3, 11)


def tried(*command: str) -> bool:
    """Run a command quietly; says whether it did what it should."""
    try:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return done.returncode == 0
    except OSError:
        return False


def python_in(folder: Path) -> Path:
    """The interpreter inside an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def has_pip(folder: Path) -> bool:
    """Whether the environment can install packages."""
    return python_in(folder).exists() and tried(str(python_in(folder)), "-m", "pip", "--version")


def by_venv(folder: Path) -> None:
    """The ordinary way."""
    tried(sys.executable, "-m", "venv", str(folder))


def by_system_pip(folder: Path) -> None:
    """A bare environment that the system's pip fills."""
    tried(sys.executable, "-m", "venv", "--without-pip", str(folder))
    tried(sys.executable, "-m", "pip", "--python", str(python_in(folder)), "install", "pip")


def by_uv(folder: Path) -> None:
    """With uv, where it is installed."""
    tried("uv", "venv", "--seed", "--python", sys.executable, str(folder))


def by_virtualenv(folder: Path) -> None:
    """With virtualenv, where it is installed."""
    tried("virtualenv", "-p", sys.executable, str(folder))


def by_apt(folder: Path) -> None:
    """With Debian's python3-venv, when we may install it."""
    root = [] if getattr(os, "geteuid", lambda: 1)() == 0 else ["sudo", "-n"]
    tried(*root, "apt-get", "install", "-y", "--no-install-recommends", "python3-venv")
    by_venv(folder)


def main() -> int:
    """Make the environment named on the command line; 1 and a sentence when no way works."""
    if sys.version_info < NEEDS:
        print(f"Python {NEEDS[0]}.{NEEDS[1]} or newer is needed; this is {sys.version.split()[0]}.")
        print("Name another one: make demo PYTHON=/path/to/python3.12")
        return 1
    folder = Path(sys.argv[1])
    if has_pip(folder):
        return 0
    for way in (by_venv, by_system_pip, by_uv, by_virtualenv, by_apt):
        shutil.rmtree(folder, ignore_errors=True)
        way(folder)
        if has_pip(folder):
            return 0
    shutil.rmtree(folder, ignore_errors=True)
    print("No virtual environment could be made here. On Debian or Ubuntu: sudo apt install python3-venv")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
