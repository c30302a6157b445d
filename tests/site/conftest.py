"""The site, built once from the runs that the lessons' tests have kept, and a browser that reads it."""

import contextlib
import functools
import http.server
import subprocess
import sys
import threading
from importlib.resources import files

import pytest
from bs4 import BeautifulSoup

from tests.browser.lab import missing, running_browser
from tests.lessons.notebooks import ROOT

# A browser that keeps to this policy fetches nothing from elsewhere, and complains about each thing that wanted to.
POLICY = "default-src 'self' 'unsafe-inline' data:"


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the built pages."""
    out = tmp_path_factory.mktemp("site") / "html"
    build = [sys.executable, str(ROOT / ".site" / "build.py"), "--out", str(out)]
    done = subprocess.run(build, cwd=tmp_path_factory.mktemp("elsewhere"), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def pages(site):
    """Each page, parsed, by its path."""
    return {
        page.relative_to(site).as_posix(): BeautifulSoup(page.read_text("utf-8"), "html.parser")
        for page in sorted(site.rglob("*.html"))
        if "_static" not in page.parts
    }


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files with the policy, and keeps no log."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served, on loopback."""
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser(address, tmp_path_factory):
    """Headless Chromium."""
    if reason := missing():
        pytest.skip(reason)
    with running_browser(tmp_path_factory.mktemp("browser") / "home") as driver:
        driver.set_script_timeout(600)  # all the rules on a long page, on a busy machine
        yield driver


@pytest.fixture(scope="session")
def axe():
    """The accessibility rules, as JavaScript."""
    with contextlib.suppress(ModuleNotFoundError):
        return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    pytest.skip("no axe-core on this machine: pip install axe-playwright-python")
