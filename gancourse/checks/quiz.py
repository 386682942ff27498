"""The quiz at the end of an exercise set: `quiz("05")` shows its questions, and says for each choice why it is right or wrong."""

import html
import re
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
RIGHT, WRONG = "✓ Right.", "✗ Not quite."
LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Choice:
    """One answer to a question: its text, whether it is right, and why."""

    text: str
    right: bool
    why: str

    @property
    def verdict(self) -> str:
        """What a student reads who chose it, as HTML."""
        return f"<b>{RIGHT if self.right else WRONG}</b> {marked(self.why)}"


@dataclass(frozen=True)
class Question:
    """A question and its choices, of which exactly one is right."""

    text: str
    choices: tuple[Choice, ...]


class Quiz:
    """The questions of a lesson. It shows itself: as buttons where ipywidgets is there, and as text that needs no kernel.

    Attributes:
        lesson: "05".
        questions: in their order.
    """

    def __init__(self, lesson: str, questions: tuple[Question, ...]):
        self.lesson, self.questions = lesson, questions

    def html(self) -> str:
        """All of it as HTML: each choice unfolds to what is right or wrong about it."""
        parts = []
        for number, question in enumerate(self.questions, 1):
            parts.append(f"<p><b>{number}.</b> {marked(question.text)}</p>")
            for letter, choice in zip(LETTERS, question.choices, strict=False):
                parts.append(
                    f"<details style='margin: 0 0 0.4em 1.5em'><summary><b>{letter}</b>&nbsp; {marked(choice.text)}</summary>"
                    f"<p style='margin: 0.2em 0 0.4em 1.5em'>{choice.verdict}</p></details>"
                )
        summary = "No buttons above? Run this cell, or take the quiz as text: click on a choice to see whether it is right"
        return f"<details class='gancourse-quiz'><summary>{summary}</summary>{''.join(parts)}</details>"

    def __repr__(self) -> str:
        return f"<Quiz {self.lesson}: {len(self.questions)} questions>"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        with suppress(ImportError):
            display(self.widget())
        display({"text/html": self.html(), "text/plain": repr(self)}, raw=True)

    def widget(self) -> Any:
        """The quiz as an ipywidgets box: a button for each choice, its explanation once chosen, and how many were right.

        Raises:
            ImportError: ipywidgets is not installed.
        """
        from ipywidgets import HTMLMath, VBox

        score = HTMLMath()
        first: dict[int, bool] = {}  # by question: whether its first choice was right

        def chosen(number: int, right: bool) -> None:
            first.setdefault(number, right)
            score.value = self.score(first)

        score.value = self.score(first)
        boxes = [_asked(number, question, chosen) for number, question in enumerate(self.questions, 1)]
        return VBox([*boxes, score])

    def score(self, first: dict[int, bool]) -> str:
        """The last line: how many first choices were right, of those given so far."""
        right, given, all_of_them = sum(first.values()), len(first), len(self.questions)
        if given < all_of_them:
            return f"<p>{given} of {all_of_them} answered, {right} right at the first choice</p>"
        return f"<p><b>{right} of {all_of_them} right</b> at the first choice</p>"


def quiz(lesson: str) -> Quiz:
    """The quiz of a lesson, "05".

    Raises:
        ValueError: the lesson has no quiz.
    """
    there = [path.parent.name.removeprefix("lesson_") for path in sorted(FOLDER.glob("lesson_*/quiz.toml"))]
    if lesson not in there:
        raise ValueError(f"there are quizzes for the lessons {', '.join(there)}, not for {lesson!r}")
    return read(FOLDER / f"lesson_{lesson}" / "quiz.toml")


def read(path: Path) -> Quiz:
    """The quiz of a file: tables [[question]] with `text`, each with [[question.choice]]: `text`, `right`, `why`.

    Raises:
        ValueError: it is no TOML, or a question has not exactly one right choice, or a choice no explanation.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name} is no TOML: {error}") from None
    questions = found.get("question")
    if set(found) != {"question"} or not isinstance(questions, list):
        raise ValueError(f"{name} must hold tables [[question]] and nothing else, got {', '.join(found) or 'nothing'}")
    return Quiz(
        path.parent.name.removeprefix("lesson_"),
        tuple(_question(f"{name}, question {number}", each) for number, each in enumerate(questions, 1)),
    )


def _question(where: str, found: Any) -> Question:
    if not isinstance(found, dict) or not isinstance(found.get("choice"), list):
        raise ValueError(f"{where} has no choices: write [[question.choice]] tables")
    text = _words(where, found, "text", {"text", "choice"})
    choices = []
    for number, each in enumerate(found["choice"], 1):
        place = f"{where}, choice {number}"
        fields = {"text", "right", "why"}
        if not isinstance(each, dict) or not isinstance(each.get("right"), bool):
            raise ValueError(f"{place} must say right = true or right = false")
        choices.append(Choice(_words(place, each, "text", fields), each["right"], _words(place, each, "why", fields)))
    if not 2 <= len(choices) <= len(LETTERS):
        raise ValueError(f"{where} must have 2 to {len(LETTERS)} choices, got {len(choices)}")
    if (right := sum(choice.right for choice in choices)) != 1:
        raise ValueError(f"{where} must have exactly one right choice, got {right}")
    return Question(text, tuple(choices))


def _words(where: str, found: dict[str, Any], name: str, fields: set[str]) -> str:
    """A text of a table that has these fields alone."""
    if strange := set(found) - fields:
        raise ValueError(f"{where} has the field {sorted(strange)[0]!r}, but may have {', '.join(sorted(fields))}")
    text = found.get(name)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{where} lacks {name!r}: " + ("explain every choice" if name == "why" else "it must be a text"))
    return text.strip()


def marked(text: str) -> str:
    """A text as HTML: `code` and $formulas$ are kept as such, *words* are emphasised, and nothing else is markup."""
    pieces = re.split(r"(`[^`]+`|\$[^$]+\$)", text)
    return "".join(_piece(piece) for piece in pieces)


def _piece(piece: str) -> str:
    if len(piece) > 2 and piece[0] == piece[-1] == "`":
        return f"<code>{html.escape(piece[1:-1])}</code>"
    safe = html.escape(piece, quote=False)
    return safe if piece.startswith("$") else re.sub(r"\*(\w[^*]*)\*", r"<em>\1</em>", safe)


def _asked(number: int, question: Question, chosen: Callable[[int, bool], None]) -> Any:
    """One question as a box. Choices may be tried one after the other: each says what is right or wrong about it."""
    from ipywidgets import Button, HBox, HTMLMath, Layout, VBox

    verdict = HTMLMath()
    rows = []
    for letter, choice in zip(LETTERS, question.choices, strict=False):
        button = Button(
            description=letter, tooltip=f"Question {number}: choose {letter}", layout=Layout(width="4em", flex="none")
        )

        def click(pressed: Any, letter: str = letter, choice: Choice = choice) -> None:
            pressed.description = f"{letter} {(RIGHT if choice.right else WRONG)[0]}"
            verdict.value = f"<p>{letter}: {choice.verdict}</p>"
            chosen(number, choice.right)

        button.on_click(click)
        rows.append(HBox([button, HTMLMath(marked(choice.text))], layout=Layout(align_items="center")))
    return VBox([HTMLMath(f"<p><b>{number}.</b> {marked(question.text)}</p>"), *rows, verdict], layout=Layout(margin="0 0 1em 0"))
