"""Runs a notebook in a clean kernel and keeps only what is the same at every run."""

import os
import re
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from authoring.files import write_whole

LARGEST = 600  # KB: GitHub shows it, a clone stays small, and a reviewer can read the difference
CELL_TIMEOUT = 600  # seconds; a lesson at the gpu budget may need a longer one

SCRUBBED = (
    (re.compile(r"\b0x[0-9a-f]{6,16}\b"), "0x…"),  # where an object happened to lie
    (re.compile(r"ipykernel_\d+"), "ipykernel"),  # the process's number
    (re.compile(r'("model_id": ")[0-9a-f]{32}'), r"\1" + "0" * 32),
)


class ExecutionError(Exception):
    """Which cell of which notebook failed, and how."""


def execute(notebook: NotebookNode, name: str, budget: str) -> float:
    """Run every cell in place, and return the seconds that it took.

    The kernel starts in an empty folder that is removed again, with no plotting window and with a fixed hash seed.

    Raises:
        ExecutionError: a cell raised, wrote to stderr, or ran for too long.
    """
    environment = {**os.environ, "GANCOURSE_BUDGET": budget, "PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            timeout=CELL_TIMEOUT,
            resources={"metadata": {"path": folder}},
            coalesce_streams=True,
            record_timing=False,
            store_widget_state=False,
            extra_arguments=["--IPKernelApp.log_level=40"],  # the kernel's advice on encryption is not for a lesson's reader
        )
        started = time.perf_counter()
        try:
            client.execute(env=environment)
        except CellExecutionError as error:
            raise ExecutionError(f"{name}: a cell failed at the {budget} budget\n{error}") from None
        except (TimeoutError, RuntimeError) as error:
            raise ExecutionError(f"{name}: the run stopped: {error}") from None
        seconds = time.perf_counter() - started
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise ExecutionError(f"{name}: a cell wrote to stderr: {output['text'].strip()[:300]}")
    return seconds


def scrub(notebook: NotebookNode) -> None:
    """Take out what differs from run to run: addresses, process numbers, widgets' state, progress lines, the exact Python."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        cell.outputs = [output for output in cell.outputs if not passing(output)]
        for output in cell.outputs:
            if "text" in output:
                output["text"] = scrub_text(output["text"])
            for kind, value in output.get("data", {}).items():
                if isinstance(value, str) and (kind.startswith("text/") or kind.endswith("json")):
                    output["data"][kind] = scrub_text(value)


def passing(output: NotebookNode) -> bool:
    """Whether an output means nothing without its kernel: a progress line, a widget (what it says stands beside it as text)."""
    widget = "application/vnd.jupyter.widget-view+json" in output.get("data", {})
    return widget or bool(output.get("metadata", {}).get("gancourse") == "progress")


def scrub_text(text: str) -> str:
    """A text without what differs from run to run."""
    for pattern, replacement in SCRUBBED:
        text = pattern.sub(replacement, text)
    return text


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all.

    Raises:
        ExecutionError: it is larger than a notebook of the course may be.
    """
    nbformat.validate(notebook)
    text = nbformat.writes(notebook, version=4) + "\n"
    if len(text) > LARGEST * 1024:
        raise ExecutionError(f"{path.name} is {len(text) // 1024} KB; at most {LARGEST} KB: draw fewer or smaller pictures")
    write_whole(path, text.encode())
