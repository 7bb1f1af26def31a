"""Finds the browser tests' Chromium; `python -m tests.support.browser --install` adds one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

LAUNCH_ARGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--force-color-profile=srgb",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str | None:
    """Return the path of a Chromium of the system or of Playwright's own; None where there is none."""
    for name in NAMES:
        path = shutil.which(name)
        # Ubuntu's package is a stub that only tells people to install a snap; it cannot be driven.
        if path is not None and "snap" not in str(Path(path).resolve()):
            return path
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None


def install_chromium() -> None:
    """Install a Chromium, with apt as root on Debian, else with Playwright, and say so."""
    if os.geteuid() == 0 and shutil.which("apt-get") and "ID=debian" in _os_release():
        print("No Chromium here: installing Debian's package for the browser tests.", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True)
        return
    print("No Chromium here: Playwright downloads one for the browser tests.", flush=True)
    with_deps = ["--with-deps"] if os.geteuid() == 0 else []
    subprocess.run([sys.executable, "-m", "playwright", "install", *with_deps, "chromium"], check=True)


def _os_release() -> list[str]:
    path = Path("/etc/os-release")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


if __name__ == "__main__":
    if find_chromium() is None and "--install" in sys.argv:
        install_chromium()
    found = find_chromium()
    if found is None:
        sys.exit("no Chromium found for the browser tests; run `make browser`")
    print(f"browser tests use {found}")
