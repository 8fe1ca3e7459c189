"""Takes the README's pictures from the running product: python -m scripts.pictures

Starts a gateway of its own with an empty database, lets a few residents write, answers one of them at the desk, and
photographs the chat and the desk in Chromium. Writes docs/pictures/*.png.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
READY_SECONDS = 120
OTHERS = (
    ("there is damp in my flat and it is getting worse", "speak to someone please"),
    ("my council tax bill is wrong", "can I speak to someone"),
    ("you missed our bins again and I have had enough", "get me a human"),
)
RESIDENT = ("when is my bin collected", "FB1 2CD")
REPLY = "I am sorry about the damp. I can send a surveyor this week. Which day would suit you?"


def main() -> None:
    """Everything, once."""
    if CHROMIUM is None:
        sys.exit("Chromium is not installed (Debian, Ubuntu: apt install chromium). CHROMIUM may name one.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running() as (base, first_link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        chat(browser, base)
        for texts in OTHERS:
            write(base, texts)
        desk(browser, base, first_link)
        browser.close()
    for path in sorted(PICTURES.glob("*.png")):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


@contextmanager
def running() -> Iterator[tuple[str, str]]:
    """A gateway with a ready assistant; gives its address and the first administrator's link."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as directory:
        environment = os.environ | {"PORT": str(port), "VAR_DIR": directory, "LOG_LEVEL": "WARNING"}
        output = Path(directory, "output")
        with output.open("w") as file:
            process = subprocess.Popen(
                [ROOT / ".venv/bin/townclerk", "serve"], cwd=ROOT, env=environment, stdout=file, stderr=file
            )
        try:
            base = f"http://127.0.0.1:{port}"
            wait_until_ready(base, process)
            link = re.search(r"http\S+/desk/welcome/\S+", output.read_text())
            assert link is not None, output.read_text()
            yield base, link[0]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def wait_until_ready(base: str, process: subprocess.Popen[bytes]) -> None:
    """Until the assistant answers."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{base}/health/ready", timeout=2).json()["assistant"] == "ready":
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    sys.exit("The gateway or its assistant did not start.")


def chat(browser: Browser, base: str) -> None:
    """A resident on a phone asks for a bin day."""
    page = browser.new_context(viewport={"width": 390, "height": 960}, device_scale_factor=1.5).new_page()
    page.goto(f"{base}/chat")
    for text in RESIDENT:
        say(page, text)
    page.locator(".choices button").first.click()
    answered(page, said=3)
    page.mouse.move(0, 0)
    page.screenshot(path=PICTURES / "chat.png")


def say(page: Page, text: str) -> None:
    """One message, and wait for what comes back."""
    said = page.locator(".group-resident .message").count()
    page.locator("#composer textarea").fill(text)
    page.locator("#composer textarea").press("Enter")
    answered(page, said + 1)


def answered(page: Page, said: int) -> None:
    """Until this many messages of ours are there and the last group is not ours."""
    page.wait_for_function(
        """said => document.querySelectorAll('.group-resident .message').length >= said
             && document.querySelector('#log .group:last-of-type:not(.group-resident)')
             && document.querySelector('#typing').hidden""",
        arg=said,
    )
    page.wait_for_timeout(800)


def write(base: str, texts: tuple[str, ...]) -> None:
    """Another resident, over the API."""
    with httpx.Client(base_url=f"{base}/channels/webchat") as http:
        http.headers["Authorization"] = f"Bearer {http.post('/sessions').json()['session']}"
        for text in texts:
            http.post("/messages", json={"text": text}).raise_for_status()
            time.sleep(1.5)


def desk(browser: Browser, base: str, first_link: str) -> None:
    """An officer claims the longest wait, and is about to answer."""
    page = browser.new_context(viewport={"width": 1360, "height": 900}).new_page()
    page.goto(first_link)
    page.get_by_label("Your name").fill("Sam Okafor")
    page.get_by_label("Your email address").fill("sam.okafor@fernley.example")
    page.get_by_label("New password").fill("harbour lantern thistle")
    page.get_by_label("The same password again").fill("harbour lantern thistle")
    page.get_by_role("button", name="Set the password").click()
    page.goto(f"{base}/desk")
    page.locator("li.conversation a").first.click()
    page.get_by_role("button", name="Claim").click()
    page.locator("#reply textarea").fill(REPLY)
    page.wait_for_timeout(1200)
    page.screenshot(path=PICTURES / "desk.png")


if __name__ == "__main__":
    main()
