"""Lesson 08: what exceptions that students meet in its tasks mean, beside those that all lessons know."""

from collections.abc import Mapping
from typing import Any

from gancourse.checks import symptoms
from gancourse.checks.answer import Answer
from gancourse.checks.reply import Reply


def ask(answer: Answer, *arguments: Any, known: Mapping[str, str], **options: Any) -> Reply:
    """Call the answer. Where it raises something that students often meet in this task, say what that means.

    Args:
        known: a task's own symptoms, part of an exception's words -> advice; they go before those of all lessons.

    Raises:
        Mistake: it raised one of them.
    """
    return explain(answer.call(*arguments, **options), known)


def explain(reply: Reply, known: Mapping[str, str]) -> Reply:
    """The reply of a call, unless it raised one of the task's own symptoms, or one of those of all lessons.

    Raises:
        Mistake: it did.
    """
    others = {words: advice for words, advice in symptoms.SYMPTOMS.items() if words not in known}
    return symptoms.explained(reply, {**known, **others})
