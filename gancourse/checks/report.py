"""What a student sees of a check: a small table, as text and as HTML."""

import html
from collections.abc import Sequence

from gancourse.checks.task import Finding, Task

PASSED, FAILED = "✓ passed", "✗ not yet"


class Report:
    """The findings of one task.

    Attributes:
        name: of the task.
        findings: one a property.
        seed: of the draws, which `check(..., seed=)` repeats.
    """

    def __init__(self, task: Task, findings: Sequence[Finding], seed: int):
        self.name, self.title, self.points = task.name, task.title, task.points
        self.findings, self.seed = list(findings), seed

    @property
    def passed(self) -> int:
        """How many properties hold."""
        return sum(finding.passed for finding in self.findings)

    @property
    def all_passed(self) -> bool:
        """Whether every one holds."""
        return self.passed == len(self.findings)

    @property
    def score(self) -> float:
        """The points that the visible properties earn, each an equal part."""
        return self.points * self.passed / len(self.findings)

    def rows(self) -> list[tuple[str, str, str]]:
        """Verdict, property and message with its hint; a message that repeats is said once."""
        rows, said = [], ""
        for finding in self.findings:
            message = finding.message + (f" → hint {finding.hint}" if finding.hint and not finding.passed else "")
            if finding.message and finding.message == said:
                message = "the same"
            rows.append((PASSED if finding.passed else FAILED, finding.title, message))
            said = finding.message or said
        return rows

    @property
    def conclusion(self) -> str:
        """The last line."""
        count = f"{self.passed} of {len(self.findings)}"
        if self.all_passed:
            return f"visible checks passed ({count}); your instructor may run more"
        return f"{count} visible checks passed"

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.title}"]
        for verdict, title, message in self.rows():
            lines.append(f"  {verdict:10} {title}" + (f"\n{'':13}{message}" if message else ""))
        return "\n".join([*lines, f"  {self.conclusion}"])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        cell = "style='text-align: left; vertical-align: top'"
        rows = "".join(
            f"<tr><td {cell[:-1]}; white-space: nowrap'><b>{html.escape(verdict)}</b></td><td {cell}>{html.escape(title)}</td>"
            f"<td {cell}>{html.escape(message)}</td></tr>"
            for verdict, title, message in self.rows()
        )
        head = f"<caption {cell}>{html.escape(self.name)}: {html.escape(self.title)}</caption>"
        return f"<table>{head}{rows}</table><p>{html.escape(self.conclusion)}</p>"
