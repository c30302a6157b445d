"""One JupyterLab and one Chromium for all browser tests; a file of tests gets a page."""

import pytest

from tests.browser.lab import Page, missing, running_browser, running_lab


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    if reason := missing():
        pytest.skip(reason)
    home = tmp_path_factory.mktemp("lab") / "home"
    with running_lab(home) as address:
        yield address, home / "work"


@pytest.fixture(scope="session")
def browser(lab, tmp_path_factory):
    with running_browser(tmp_path_factory.mktemp("browser") / "home") as driver:
        yield driver


@pytest.fixture(scope="module")
def page(browser, lab):
    page = Page(browser, *lab)
    yield page
    page.leave()
