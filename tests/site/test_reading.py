"""The site in a browser: found, readable in light and dark, on a phone, by everybody, offline."""

import json

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.lessons.notebooks import LESSONS, ROOT

PAGES = [
    "index.html",
    "lessons/index.html",
    *(f"lessons/{name}.html" for name in LESSONS),
    *(f"reference/{name}.html" for name in ("index", "photos", "training", "plots", "commands")),
    *("data/index.html", "data/moths.html", "search.html"),
    *(["claims.html"] if (ROOT / "lessons" / "CLAIMS.md").exists() else []),
]
OPEN_ALL = "document.querySelectorAll('details').forEach(part => part.open = true)"
RUN_AXE = """
const done = arguments[arguments.length - 1];
const asked = {resultTypes: ['violations'], runOnly: arguments[0]};
axe.run({exclude: arguments[1]}, asked).then(found => done(JSON.stringify(
  found.violations.filter(one => ['serious', 'critical'].includes(one.impact)).map(
    one => [one.id, one.nodes.length, one.nodes[0].target.join(' '), one.nodes[0].failureSummary])
)), error => done(JSON.stringify(String(error))));
"""
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
CODE = [".highlight pre"]  # thousands of coloured words, in the same few colours everywhere: half the time of a check
WITH_CODE = {f"lessons/{LESSONS[1]}.html", "reference/photos.html"}


def open_page(browser, address, page, *, theme="light", width=1300):
    """Open a page in a theme; on a phone if the width is a phone's."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    # Without it, colours may be measured half-way through a transition.
    still = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", still)
    browser.get(f"{address}/{page}")
    if browser.execute_script("return document.documentElement.dataset.theme") != theme:
        browser.execute_script("for (const key of ['mode', 'theme']) localStorage.setItem(key, arguments[0])", theme)
        browser.get(f"{address}/{page}")


@pytest.mark.parametrize("theme, rules", [("light", EVERYTHING), ("dark", CONTRAST)])
@pytest.mark.parametrize("page", PAGES)
def test_no_serious_accessibility_finding(browser, address, axe, page, theme, rules):
    open_page(browser, address, page, theme=theme)
    browser.execute_script(OPEN_ALL)
    browser.execute_script(axe)
    assert json.loads(browser.execute_async_script(RUN_AXE, rules, [] if page in WITH_CODE else CODE)) == []


@pytest.mark.parametrize("page", PAGES)
def test_fits_a_phone_and_asks_for_nothing_elsewhere(browser, address, page):
    browser.get_log("browser")
    open_page(browser, address, page, width=390)
    browser.execute_script(OPEN_ALL)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    assert [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_figures_are_legible_in_the_dark(browser, address):
    """Photos stand on white paper; plots are turned dark, with the page showing through."""
    open_page(browser, address, f"lessons/{LESSONS[0]}.html", theme="dark")
    styles = browser.execute_script(
        "return [...document.querySelectorAll('img.figure')].map(one => {const s = getComputedStyle(one);"
        "return [one.classList.contains('drawn'), s.backgroundColor, s.filter, s.mixBlendMode]})"
    )
    photos, plots = ([s[1:] for s in styles if s[0] is drawn] for drawn in (False, True))
    assert photos and plots
    assert {tuple(s) for s in photos} == {("rgb(255, 255, 255)", "brightness(0.88)", "normal")}
    assert {s[2] for s in plots} == {"screen"} and all(s[1].startswith("invert(1)") for s in plots)


@pytest.mark.parametrize("words, page", [("blind guesser", "00_start_here"), ("load_photos", "reference/photos")])
def test_search_finds_it(browser, address, words, page):
    open_page(browser, address, f"search.html?q={words.replace(' ', '+')}")

    def hits(_):
        found = browser.find_elements(By.CSS_SELECTOR, "#search-results li a")
        return [link.get_attribute("href") for link in found if page in link.get_attribute("href")]

    assert WebDriverWait(browser, 60).until(hits)
