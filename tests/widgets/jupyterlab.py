"""A real JupyterLab for a test: its own folders and port, no token, nothing outside reachable, ended by its own process."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parents[2]
CONNECTED = """() => { const w = window.jupyterapp?.shell.currentWidget;
  return w?.sessionContext?.session?.kernel?.connectionStatus === "connected" && w.sessionContext.isReady; }"""
IDLE = """() => { const w = window.jupyterapp.shell.currentWidget; const k = w.sessionContext.session?.kernel;
  return k?.status === "idle" && [...w.content.model.cells].every((c) => c.type !== "code" || c.executionCount !== null); }"""


class Lab:
    """JupyterLab as a student meets it.

    Attributes:
        page: Playwright's page of the notebook opened last.
        errors: exceptions that the pages met.
        folder: where the notebooks lie.
    """

    def __init__(self, browser: Any, folder: Path, config: Path | None = None):
        self.folder, self.errors, self.page = folder / "work", [], None
        self.folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        options = ("IdentityProvider.token=", "ServerApp.password=", "LabApp.expose_app_in_browser=True")
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", *(f"--{one}" for one in options)]
        command += [f"--ServerApp.port={self.address.rsplit(':', 1)[1]}", f"--ServerApp.root_dir={self.folder}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        places = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME")}
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME"):
            Path(places[name]).mkdir()
        if config:
            places["JUPYTER_CONFIG_PATH"] = str(config)
        settings = folder / "JUPYTER_CONFIG_DIR" / "labconfig" / "page_config.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps({"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}))
        self.log = (folder / "server.log").open("w+")
        environment = {**os.environ, **places, "PYTHONPATH": str(ROOT), "MPLCONFIGDIR": str(folder)}
        self.server = subprocess.Popen(command, cwd=folder, env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        self._wait()
        self.context = browser.new_context(viewport={"width": 1200, "height": 1000}, accept_downloads=True)
        self.context.route("**/*", self._inside_only)

    def open(self, name: str, cells: list[str], *, dark: bool = False) -> Any:
        """Write a notebook of code cells, open it and wait for its kernel; returns Playwright's page."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        nbformat.write(notebook, self.folder / name)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{self.address}/lab/workspaces/{Path(name).stem}/tree/{name}?reset")
        self.page.wait_for_function(CONNECTED, timeout=60_000)
        if dark:
            self.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
        return self.page

    def command(self, name: str, arguments: dict | None = None) -> None:
        """Run one of JupyterLab's commands, such as "notebook:run-all-cells"."""
        self.page.evaluate("([name, a]) => { window.jupyterapp.commands.execute(name, a); }", [name, arguments or {}])

    def run_all(self, timeout: float = 90_000) -> None:
        """Run every cell, and wait until all have run."""
        before = (
            "() => [...window.jupyterapp.shell.currentWidget.content.model.cells].forEach((c) => { c.executionCount = null; })"
        )
        self.page.evaluate(before)
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(IDLE, timeout=timeout)

    def outputs(self) -> str:
        """The text of all outputs of the notebook on the screen."""
        return "\n".join(self.page.locator(".jp-OutputArea-output").all_inner_texts())

    def close(self) -> None:
        self.context.close()
        self.server.terminate()
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.log.close()

    def _wait(self) -> None:
        for _ in range(240):
            if self.server.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.address}/api/status") as answer:
                    json.load(answer)
                return
            except OSError:
                time.sleep(0.25)
        self.log.seek(0)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read()[-3000:]}")

    def _inside_only(self, route: Any) -> None:
        if route.request.url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            route.abort()
