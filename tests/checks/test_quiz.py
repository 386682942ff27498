"""The quiz says for each choice why it is right or wrong, with buttons and without; a faulty file is refused in one sentence."""

import builtins
import html.parser
import re

import pytest

from gancourse.checks import quiz as quizzes
from gancourse.checks.quiz import Choice, Question, Quiz, marked, quiz, read

GOOD = """
[[question]]
text = "What is $D^*$ where $p < q$, in `code`?"
[[question.choice]]
text = "Less than *one* half"
right = true
why = "Since $p/(p+q) < 1/2$."
[[question.choice]]
text = "More"
right = false
why = "That is where $p > q$."

[[question]]
text = "Second?"
[[question.choice]]
text = "No"
right = false
why = "Wrong."
[[question.choice]]
text = "Yes"
right = true
why = "Right."
"""


def written(folder):
    """Where the quiz of a lesson 77 stands."""
    path = folder / "lesson_77" / "quiz.toml"
    path.parent.mkdir()
    return path


@pytest.fixture
def good(tmp_path):
    path = written(tmp_path)
    path.write_text(GOOD)
    return read(path)


def test_a_file_becomes_questions_with_choices(good):
    assert good.lesson == "77"
    assert [len(question.choices) for question in good.questions] == [2, 2]
    assert good.questions[0].choices[0] == Choice("Less than *one* half", True, "Since $p/(p+q) < 1/2$.")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("right = true\nwhy = \"Since", "right = false\nwhy = \"Since", "question 1 must have exactly one right choice, got 0"),
        ("right = false\nwhy = \"Wrong", "right = true\nwhy = \"Wrong", "question 2 must have exactly one right choice, got 2"),
        ('why = "Right."', "", "question 2, choice 2 lacks 'why': explain every choice"),
        ('why = "Right."', 'why = " "', "question 2, choice 2 lacks 'why': explain every choice"),
        ('text = "Second?"', "", "question 2 lacks 'text': it must be a text"),
        ('text = "No"', "text = 3", "question 2, choice 1 lacks 'text': it must be a text"),
        ("right = false\nwhy = \"Wrong", "why = \"Wrong", "question 2, choice 1 must say right = true or right = false"),
        ('why = "Right."', 'why = "Right."\nhint = "x"', "choice 2 has the field 'hint', but may have right, text, why"),
        ("[[question]]", "[[questions]]", "must hold tables [[question]] and nothing else, got questions"),
        (GOOD, "", "must hold tables [[question]] and nothing else, got nothing"),
        (GOOD, '[[question]]\ntext = "Alone?"', "question 1 has no choices: write [[question.choice]] tables"),
        (GOOD, GOOD[: GOOD.index("[[question.choice]]", 120)], "question 1 must have 2 to 8 choices, got 1"),
        (GOOD, "question = [", "is no TOML: "),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_in_one_sentence(tmp_path, old, new, sentence):
    path = written(tmp_path)
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
        read(path)
    assert str(refused.value).startswith("lesson_77/quiz.toml")


class Outline(html.parser.HTMLParser):
    """What is open at each text: the tags around it."""

    def __init__(self, body):
        super().__init__()
        self.stack, self.texts, self.classes = [], [], []
        self.feed(body)
        assert self.stack == [], "every tag is closed"

    def handle_starttag(self, tag, attributes):
        self.stack.append(tag)
        self.classes += [value for name, value in attributes if name == "class"]

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        self.texts.append((data, list(self.stack)))


def test_the_text_shows_questions_and_choices_and_folds_each_explanation(good):
    outline = Outline(good.html())
    assert outline.classes == ["gancourse-quiz"]
    depth = {text.strip(): stack for text, stack in outline.texts}
    assert depth["Second?"].count("details") == 1
    assert depth["Yes"][-1] == "summary"
    assert "summary" not in depth["Wrong."]
    assert depth["Wrong."].count("details") == 2
    words = [text for text, _ in outline.texts]
    assert words.count("✓ Right.") == 2
    assert words.count("✗ Not quite.") == 2


def test_formulas_and_code_are_kept_and_nothing_else_is_markup():
    assert marked("`a*b` and *so* $x_1 * y * z < 2$ <b> 2 * 3 * 4") == (
        "<code>a*b</code> and <em>so</em> $x_1 * y * z &lt; 2$ &lt;b&gt; 2 * 3 * 4"
    )


def found(box, kind):
    from ipywidgets import Widget

    here = [box] if type(box).__name__ == kind else []
    return here + [each for child in getattr(box, "children", ()) for each in found(child, kind) if isinstance(each, Widget)]


def test_a_button_for_each_choice_explains_it_in_words_and_signs(good):
    box = good.widget()
    buttons = found(box, "Button")
    assert [button.description for button in buttons] == ["A", "B", "A", "B"]
    assert [button.tooltip for button in buttons][:2] == ["Question 1: choose A", "Question 1: choose B"]

    def shown():
        return [text.value for text in found(box, "HTMLMath")]

    buttons[1].click()
    assert buttons[1].description == "B ✗"
    assert "<p>B: <b>✗ Not quite.</b> That is where $p &gt; q$.</p>" in shown()
    assert shown()[-1] == "<p>1 of 2 answered, 0 right at the first choice</p>"
    buttons[0].click()
    assert buttons[0].description == "A ✓"
    assert any("<b>✓ Right.</b> Since" in text for text in shown())
    buttons[3].click()
    assert shown()[-1] == "<p><b>1 of 2 right</b> at the first choice</p>"


def displayed(quiz, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda what, **options: shown.append(what))
    quiz._ipython_display_()
    return shown


def test_it_shows_the_buttons_and_then_the_text(good, monkeypatch):
    buttons, text = displayed(good, monkeypatch)
    assert type(buttons).__name__ == "VBox"
    assert "gancourse-quiz" in text["text/html"]
    assert text["text/plain"] == "<Quiz 77: 2 questions>"


def test_without_ipywidgets_the_text_remains(good, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("ipywidgets"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert [list(each) for each in displayed(good, monkeypatch)] == [["text/html", "text/plain"]]


def test_a_lesson_without_a_quiz_is_refused(monkeypatch, tmp_path):
    written(tmp_path).write_text(GOOD)
    monkeypatch.setattr(quizzes, "FOLDER", tmp_path)
    assert isinstance(quiz("77"), Quiz)
    with pytest.raises(ValueError, match="there are quizzes for the lessons 77, not for '78'"):
        quiz("78")


@pytest.mark.parametrize("path", sorted(quizzes.FOLDER.glob("lesson_*/quiz.toml")), ids=lambda path: path.parent.name)
def test_the_course_s_quizzes_are_whole_and_cannot_be_guessed(path):
    made = read(path)
    assert len(made.questions) == 5
    assert all(isinstance(question, Question) and 3 <= len(question.choices) <= 4 for question in made.questions)
    places = [[choice.right for choice in question.choices].index(True) for question in made.questions]
    assert len(set(places)) > 1, "the right choice stands in the same place in every question"
    longest = [max(question.choices, key=lambda choice: len(choice.text)).right for question in made.questions]
    assert not all(longest), "the right choice is the longest in every question"
    for text in [made.html(), *(question.text for question in made.questions)]:
        assert text.count("$") % 2 == 0
    Outline(made.html())
