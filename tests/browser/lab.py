"""A JupyterLab of the test's own, and a page of it in headless Chromium."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tlcourse.lab import jupyter_environment

PATIENCE = 300  # seconds; for the slowest machine, nothing waits longer than it has to


def missing() -> str:
    """Why there can be no browser; "" where there can."""
    absent = [program for program in ("chromium", "chromedriver") if shutil.which(program) is None]
    return f"no {' and no '.join(absent)} on this machine" if absent else ""


@contextlib.contextmanager
def running_lab(home: Path) -> Iterator[str]:
    """JupyterLab over `home`/work on a free loopback port, with a home of its own; gives its address."""
    (home / "work").mkdir(parents=True)
    environment = {k: v for k, v in jupyter_environment().items() if k not in ("MPLBACKEND", "TLCOURSE_WIDGETS")}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "XDG_CACHE_HOME"):
        environment[name] = str(home / name.lower())
    environment |= {"HOME": str(home), "TLCOURSE_CACHE": str(home / "cache"), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={free_port()}"]
    command += [f"--ServerApp.root_dir={home / 'work'}", "--LabApp.expose_app_in_browser=True"]
    command += ["--allow-root"] if os.geteuid() == 0 else []
    with (home / "lab.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        yield wait_for_address(process, home)
    finally:
        process.terminate()  # JupyterLab then ends its kernels
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Where JupyterLab starts to look; it goes on from there should somebody have been quicker."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def wait_for_address(process: subprocess.Popen, home: Path) -> str:
    """The address with its token, once JupyterLab answers."""

    def address(_) -> str | None:
        assert process.poll() is None, (home / "lab.log").read_text()
        for record in (home / "jupyter_runtime_dir").glob("jpserver-*.json"):
            with contextlib.suppress(OSError, ValueError):
                told = json.loads(record.read_text())
                found = f"{told['url']}lab?token={told['token']}"
                urllib.request.urlopen(found, timeout=10).close()
                return found
        return None

    return WebDriverWait(None, PATIENCE).until(address)


@contextlib.contextmanager
def running_browser(home: Path) -> Iterator[webdriver.Chrome]:
    """Headless Chromium with a home of its own."""
    home.mkdir(parents=True)
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for switch in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "disable-gpu", "window-size=1100,1300"):
        options.add_argument(f"--{switch}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"), env={**os.environ, "HOME": str(home)})
    driver = webdriver.Chrome(options, service)
    driver.command_executor.client_config.timeout = PATIENCE + 30  # the driver may wait that long before it answers
    driver.set_script_timeout(PATIENCE)
    driver.set_page_load_timeout(PATIENCE)
    try:
        yield driver
    finally:
        driver.quit()


class Page:
    """One notebook, opened in JupyterLab."""

    def __init__(self, driver: webdriver.Chrome, address: str, work: Path) -> None:
        self.driver, self.address, self.work = driver, address, work

    def open(self, name: str, *sources: str) -> None:
        """Write a notebook of code cells, open it, wait for its kernel."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in sources],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(notebook, self.work / f"{name}.ipynb")
        self.visit(f"{name}.ipynb")

    def visit(self, path: str) -> None:
        """Open a notebook of the work folder, wait for its kernel."""
        workspace = path.partition(".")[0].replace("/", "-")
        self.driver.get(self.address.replace("/lab?", f"/lab/workspaces/{workspace}/tree/{path}?"))
        self.wait(
            lambda: self.driver.execute_script("return !!window.jupyterapp?.shell?.currentWidget?.sessionContext")
        )
        self.driver.get_log("browser")
        self.ask("await notebook.context.ready; await notebook.sessionContext.ready;")

    def leave(self) -> None:
        """End the kernel: a notebook that is left would keep it."""
        self.ask("await app.serviceManager.sessions.shutdownAll();")

    def ask(self, steps: str) -> None:
        """Do something with JupyterLab's own objects and wait until it is done."""
        problem = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1], app = window.jupyterapp;"
            "const notebook = app.shell.currentWidget;"
            f"(async () => {{ {steps} }})().then(() => done(''), error => done(String(error)));"
        )
        assert not problem, problem

    def run_all(self) -> None:
        """Menu: Run, Run All Cells."""
        self.ask("await app.commands.execute('notebook:run-all-cells');")

    def run_cell(self, index: int) -> None:
        """Run one cell."""
        self.ask(f"notebook.content.activeCellIndex = {index}; await app.commands.execute('notebook:run-cell');")

    def select(self, index: int) -> None:
        """Go to a cell. JupyterLab keeps only what is on the screen in the page."""
        self.ask(f"notebook.content.activeCellIndex = {index}; await notebook.content.scrollToItem({index});")

    def write(self, index: int, text: str) -> None:
        """Click into a cell, take out what stands there, and put in `text` as if it were typed."""
        self.select(index)
        editor = self.wait(lambda: self.find(".jp-Notebook-cell.jp-mod-active .cm-content"), "an editor")[0]
        editor.click()
        editor.send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.DELETE)
        self.driver.execute_cdp_cmd("Input.insertText", {"text": text})  # keys would be indented by the editor as well
        self.wait(lambda: self.source(index) == text, f"a cell that says {text!r}")

    def source(self, index: int) -> str:
        """What stands in a cell."""
        return self.driver.execute_script(
            "return window.jupyterapp.shell.currentWidget.content.widgets[arguments[0]].model.sharedModel.getSource()",
            index,
        )

    def press(self, label: str) -> None:
        """Click the button of that name above the notebook or in a dialog."""

        def button():
            found = self.find(
                ".jp-NotebookPanel-toolbar button, .jp-NotebookPanel-toolbar jp-button, .jp-Dialog button"
            )
            return next((one for one in found if one.is_displayed() and one.text.strip() == label), None)

        self.wait(button, f"a button called {label}").click()

    def dialog(self) -> str:
        """What the dialog in front says, once it has come."""
        return self.wait(lambda: [box.text for box in self.find(".jp-Dialog-content")], "a dialog")[0]

    def save(self, name: str):
        """Save the notebook of that name, and read it."""
        self.ask("await app.commands.execute('docmanager:save');")
        return nbformat.read(self.work / f"{name}.ipynb", as_version=4)

    def wait(self, condition, message: str = ""):
        """Wait until `condition()` gives something, and return it. Outputs may be replaced while they are read."""
        waiting = WebDriverWait(self.driver, PATIENCE, 0.1, [StaleElementReferenceException])
        return waiting.until(lambda _: condition(), message)

    def find(self, selector: str):
        """The elements of a CSS selector."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self) -> str:
        """All that the notebook's outputs say."""
        return "\n".join(element.text for element in self.find(".jp-OutputArea-output"))

    def complaints(self) -> list[str]:
        """Errors in the console since the notebook was open, or since the last time that this was asked."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
