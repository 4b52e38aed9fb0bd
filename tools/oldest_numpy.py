"""Put the oldest numpy that has a wheel for this Python, from 2.0 on, into a folder of its own."""

import subprocess
import sys


def main(folder: str) -> int:
    """Ask for 2.0, or for 2.1 where Python is too new for it (3.13)."""
    release = "2.0" if sys.version_info < (3, 13) else "2.1"
    quietly = ["--quiet", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--no-deps"]
    command = [sys.executable, "-m", "pip", "install", *quietly, "--upgrade", "--target", folder, f"numpy=={release}.*"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
