"""The two-alternative test as a widget: Python alone, its statistics in JavaScript, and the page with a person of known eyes."""

import itertools
import math
import re

import pytest
import torch

from gancourse import data
from gancourse.data.images import Images
from gancourse.metrics.human import two_alternative
from gancourse.widgets import parts, strips, two_alternatives
from gancourse.widgets.parts import module
from gancourse.widgets.two_alternatives import SCORE, Trial
from tests.widgets.test_exported import opened  # noqa: F401, a fixture

READY = "() => document.querySelector('.alt-intro .gc-button') && !document.querySelector('.alt-intro .gc-button').disabled"
ASKED = """(words) => document.querySelector('.alt-progress .gc-where').textContent === words
  && !document.querySelector('.alt-covered')"""
LEVEL = """(side) => { const c = document.querySelectorAll('.alt-stage canvas')[side];
  return c.getContext('2d').getImageData(0, 0, 1, 1).data[0]; }"""


def greys(count, first, channels=1):
    """Pictures of one grey each: the first one's byte is `first`, and each next one's is one more."""
    bytes_ = torch.arange(first, first + count, dtype=torch.float32)
    return (bytes_ / 127.5 - 1)[:, None, None, None].expand(count, channels, 8, 8).contiguous()


REAL, FAKE = greys(30, 10), greys(30, 110)


# Python alone.


@pytest.mark.parametrize(
    ("real", "fake", "options", "error", "words"),
    [
        ([[0.0]], FAKE, {}, TypeError, "real pictures must be a tensor (n, channels, h, w) or data.Images, got a list"),
        (REAL, torch.zeros(4, 8, 8), {}, ValueError, "generated pictures must be (n, 1 or 3, h, w), n at least 1, got (4, 8, 8)"),
        (REAL[:0], FAKE, {}, ValueError, "real pictures must be (n, 1 or 3, h, w), n at least 1, got (0, 1, 8, 8)"),
        (REAL, FAKE * 2 + 1, {}, ValueError, "generated pictures must be in [-1, 1], got values in ["),
        (REAL * math.nan, FAKE, {}, ValueError, "real pictures must be in [-1, 1], got values in [nan, nan]"),
        (REAL, greys(4, 0, 3), {}, ValueError, "must have one size, or it gives them away: got 1 x 8 x 8 and 3 x 8 x 8"),
        (REAL, FAKE, {"trials": 0}, ValueError, "trials must be a whole number from 1 to 500, got 0"),
        (REAL, FAKE, {"trials": True}, ValueError, "trials must be a whole number from 1 to 500, got True"),
        (REAL, FAKE, {"seed": -1}, ValueError, "seed must be a whole number from 0 to 2147483647, got -1"),
        (REAL, FAKE, {"seconds": 0}, ValueError, "must be from 0.02 to 600, or None, got 0"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(real, fake, options, error, words):
    with pytest.raises(error, match=re.escape(words)):
        two_alternatives(real, fake, **options)


def test_pictures_that_are_too_large_are_refused():
    large = torch.zeros(1, 3, 400, 700).expand(6, -1, -1, -1)
    with pytest.raises(ValueError, match="pictures of 400 x 700 leave room for 4 trials in a page, got 5: take smaller ones"):
        two_alternatives(large, large, trials=5)


def test_answers_are_read_from_python_and_make_a_result():
    test = two_alternatives(REAL, FAKE, trials=4, seconds=0.5, still=False)
    assert test.answers == []
    with pytest.raises(RuntimeError, match="no answer was given yet"):
        test.result  # noqa: B018
    test.runs = [[[0, 3, "left", "left", 1.5], [1, 2, "right", "left", 0.25]]]
    real, fake = test._places
    assert test.answers == [
        Trial(real[0], fake[3], "left", "left", True, 1.5),
        Trial(real[1], fake[2], "right", "left", False, 0.25),
    ]
    assert test.result["share right"] == 0.5
    assert "2 trials" in str(test.result)
    assert "hidden after 0.5 s, feedback off, broken off after 2 of 4" in str(test.result)
    test.runs = [*test.runs, [[i, i, "left", "left", 1.0] for i in range(4)]]
    assert [len(one) for one in test.tests] == [2, 4]
    assert test.result.numbers == two_alternative(4, 4).numbers
    assert "broken off" not in str(test.result)


def test_the_pictures_are_sent_as_they_are_a_sample_of_those_given():
    test = two_alternatives(REAL, FAKE, trials=5, seed=3, still=False)
    assert (test.data["real"], test.data["fake"]) == (15, 15)  # three tests without a picture twice
    assert test._pictures[0][:, 0, 0, 0].tolist() == [10 + place for place in test._places[0]]
    assert test._places != two_alternatives(REAL, FAKE, trials=5, seed=4, still=False)._places
    assert two_alternatives(REAL[:3], FAKE, trials=5, still=False).data["real"] == 3


def test_the_still_shows_pairs_and_says_which_are_real(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, metadata=None, raw=False: shown.append((data, metadata)))
    digits = data.digits()[:20]
    test = two_alternatives(digits, Images(-digits.images, credit="a negative"), trials=6)
    test._ipython_display_()
    caption = shown[2][0]["text/plain"]
    assert caption == test.data["caption"] == shown[1][1]["image/png"]["alt"]
    assert "From left to right the real one is " in caption
    assert caption.endswith(f"Run the cell to answer 6 such questions. ({digits.credit}; a negative)")
    kept = shown[1][0][parts.PAGE]
    assert kept["kind"] == "two_alternatives"
    assert (kept["data"]["real"], kept["data"]["lossy"]) == (18, False)
    assert len(str(kept)) < 40_000


def test_an_exported_page_keeps_what_fits(monkeypatch):
    noise = torch.rand(60, 3, 16, 16, generator=torch.Generator().manual_seed(0)) * 2 - 1
    test = two_alternatives(noise, noise, trials=20, still=False)
    for room, real, lossy in ((200_000, 60, False), (70_000, 40, False), (40_000, 20, False), (10_000, 20, True)):
        monkeypatch.setattr(strips, "ATLAS", room)
        told = test._page()
        assert (told["real"], told["lossy"]) == (real, lossy)


# The functions of JavaScript.


@pytest.fixture(scope="module")
def js(browser):
    tab = browser.new_page()
    names = ("twoAlternativeScore", "pairsOfRun")
    source = module("dom", *SCORE) + "".join(f"\nglobalThis.{name} = {name};" for name in names)
    tab.evaluate("(source) => new Function(source)()", source)
    yield tab.evaluate
    tab.close()


def close(mine, theirs):
    return mine == theirs if math.isinf(theirs) else abs(mine - theirs) < 1e-9


@pytest.mark.parametrize("trials", [1, 2, 3, 7, 40, 101, 500])
def test_its_statistics_are_pythons(js, trials):
    rights = sorted({*range(0, trials + 1, max(1, trials // 40)), 1, trials - 1, trials})
    rows = js("([rights, n]) => rights.map((one) => Object.values(twoAlternativeScore(one, n)).map(String))", [rights, trials])
    for right, row in zip(rights, rows, strict=True):
        _, _, share, low, high, d, d_low, d_high, chance = map(float, row)
        expected = two_alternative(right, trials)
        wanted = [*expected.intervals["share right"], *expected.intervals["d'"], expected["d'"], expected["p of guessing"]]
        assert share == expected["share right"]
        assert all(map(close, (low, high, d_low, d_high, d, chance), wanted)), (right, row)


def test_pairs_follow_the_seed_and_no_picture_comes_twice_while_there_are_enough(js):
    def run(number, **more):
        return js("([data, run]) => pairsOfRun(data, run)", [{"trials": 10, "seed": 0, "real": 25, "fake": 40, **more}, number])

    tests = [run(number) for number in range(4)]
    assert tests[0] == run(0)
    assert tests[0] != run(0, seed=1)
    for kind, together in (("real", 2), ("fake", 4)):
        shown = [[pair[kind] for pair in test] for test in tests]
        assert all(len(set(one)) == 10 for one in shown)  # none twice in a test
        assert len(set(itertools.chain(*shown[:together]))) == 10 * together  # nor in those that the pictures are enough for
    few = [pair["real"] for pair in run(0, real=4)]
    assert sorted(few[:4]) == sorted(few[4:8]) == [0, 1, 2, 3]
    sides = [pair["side"] for number in range(40) for pair in run(number)]
    assert 160 < sides.count("left") < 240


# The page.


@pytest.fixture
def shown(page):
    def show(trials=4, real=REAL, fake=FAKE, width=None, dark=False, reduced=False, **options):
        page.mount(two_alternatives(real, fake, trials, still=False, **options), width=width, dark=dark)
        page.until(READY)
        return page

    return show


def ask(bench, number, trials):
    bench.until(ASKED, f"trial {number} of {trials}")


def levels(bench):
    """The greys on the left and on the right."""
    return [bench.page.evaluate(LEVEL, side) for side in (0, 1)]


def start(bench):
    bench.page.get_by_role("button", name="Start the test").click()


def play(bench, trials, see=lambda left, right: "ArrowLeft" if left < right else "ArrowRight"):
    """Answer a test with the arrow keys, by the two greys; darker is real. Returns the pairs of greys."""
    seen = []
    for number in range(1, trials + 1):
        ask(bench, number, trials)
        seen.append(levels(bench))
        bench.page.keyboard.press(see(*seen[-1]))
    bench.until("() => document.querySelector('.alt-end')?.offsetParent")
    return seen


def test_a_person_who_sees_is_always_right_and_python_knows(shown):
    bench = shown(trials=6)
    start(bench)
    seen = play(bench, 6)
    bench.settle(400)
    test = bench.widgets[0]
    assert [one.right for one in test.answers] == [True] * 6
    for answer, (left, right) in zip(test.answers, seen, strict=True):
        real, fake = (left, right) if answer.side == "left" else (right, left)
        assert (real, fake) == (10 + answer.real, 110 + answer.fake)
        assert answer.seconds < 5
    assert len({one.real for one in test.answers}) == len({one.fake for one in test.answers}) == 6
    end = bench.page.locator(".alt-end")
    assert "6 of 6 right" in end.inner_text()
    assert "Real and generated can be told apart" in end.inner_text()
    assert "No answer was wrong." in end.inner_text()
    assert "∞" in end.inner_text()
    assert test.result["d'"] == math.inf


def test_wrong_answers_are_shown_and_again_brings_new_pairs(shown):
    bench = shown(trials=6)
    start(bench)
    first = play(bench, 6, lambda left, right: "ArrowLeft")
    bench.settle(400)
    test = bench.widgets[0]
    wrong = [one for one in test.answers if not one.right]
    assert 0 < len(wrong) < 6
    assert bench.page.locator(".alt-pairs li").count() == len(wrong)
    of_canvas = "(all) => all.map((c) => c.getContext('2d').getImageData(0, 0, 1, 1).data[0])"
    drawn = bench.page.locator(".alt-pairs canvas").evaluate_all(of_canvas)
    assert drawn == [grey for one in wrong for grey in (10 + one.real, 110 + one.fake)]
    assert "cannot be told from guessing with 6 trials" in bench.page.locator(".alt-verdict").inner_text()
    bench.page.get_by_role("button", name="Again, with new pairs").click()
    second = play(bench, 6)
    bench.settle(400)
    assert not {grey for pair in first for grey in pair} & {grey for pair in second for grey in pair}
    assert [len(one) for one in test.tests] == [6, 6]
    assert test.result["share right"] == 1


def test_the_other_way_round_is_seeing_too(shown):
    bench = shown(trials=8)
    start(bench)
    play(bench, 8, lambda left, right: "ArrowRight" if left < right else "ArrowLeft")
    assert "you took the generated ones for the real" in bench.page.locator(".alt-verdict").inner_text()
    assert "0 of 8 right" in bench.page.locator(".alt-end").inner_text()


def test_a_click_answers_once_and_a_key_held_down_too(shown):
    bench = shown(trials=5)
    start(bench)
    ask(bench, 1, 5)
    bench.page.get_by_role("button", name="The left one is real").dblclick()
    ask(bench, 2, 5)
    bench.page.keyboard.down("ArrowRight")
    for _ in range(3):
        bench.page.wait_for_timeout(200)
        bench.page.keyboard.down("ArrowRight")  # a repeat
    ask(bench, 3, 5)
    bench.settle(300)
    assert [one.answer for one in bench.widgets[0].answers] == ["left", "right"]
    bench.page.keyboard.up("ArrowRight")
    for other in ("a", "ArrowUp", "Control+ArrowLeft"):
        bench.page.keyboard.press(other)
    bench.settle(300)
    assert len(bench.widgets[0].answers) == 2


def test_while_it_asks_nothing_in_the_page_tells_which_is_real(shown):
    bench = shown(trials=4)
    start(bench)
    texts = set()
    for number in range(1, 5):
        ask(bench, number, 4)
        plain = "(stage) => stage.outerHTML.replace(/data-drawn=.\\d+./g, '')"
        texts.add(bench.page.locator(".alt-stage").evaluate(plain))
        bench.page.keyboard.press("ArrowLeft")
    assert len(texts) == 1


def test_pictures_are_hidden_after_the_time_and_the_answer_is_taken(shown):
    bench = shown(trials=2, seconds=0.15)
    assert "After 0.15 seconds they are hidden" in bench.page.locator(".alt-intro").inner_text()
    start(bench)
    bench.until("() => document.querySelector('.alt-covered') && document.querySelector('.alt-note').textContent")
    assert bench.page.locator(".alt-stage canvas").first.evaluate("(c) => getComputedStyle(c).visibility") == "hidden"
    assert bench.page.locator(".alt-note").inner_text() == "The time is up: which one was real?"
    bench.page.keyboard.press("ArrowLeft")
    ask(bench, 2, 2)
    bench.settle(300)
    assert bench.widgets[0].answers[0].seconds >= 0.15


def test_feedback_says_the_right_one(shown):
    bench = shown(trials=3, feedback=True)
    start(bench)
    ask(bench, 1, 3)
    left, right = levels(bench)
    bench.page.keyboard.press("ArrowRight" if left < right else "ArrowLeft")
    side = "left" if left < right else "right"
    assert bench.page.locator(".alt-note").inner_text() == f"Wrong: the real one was on the {side}."
    named = bench.page.locator(".alt-side").all_inner_texts()
    assert [one.strip() for one in named] == (["real", "generated"] if side == "left" else ["generated", "real"])
    ask(bench, 2, 3)
    left, right = levels(bench)
    bench.page.keyboard.press("ArrowLeft" if left < right else "ArrowRight")
    assert bench.page.locator(".alt-note").inner_text() == "Right."


def test_a_view_that_comes_back_goes_on_where_it_was(shown):
    bench = shown(trials=3)
    start(bench)
    ask(bench, 1, 3)
    bench.page.keyboard.press("ArrowLeft")
    ask(bench, 2, 3)
    second = levels(bench)
    bench.settle(300)
    bench.unmount()
    test = bench.widgets[0]
    assert test.lost()
    bench.mount(test)
    bench.until(READY)
    assert bench.page.locator(".alt-progress .gc-where").inner_text() == "trial 2 of 3"
    bench.page.get_by_role("button", name="Go on with the test").click()
    assert bench.page.locator(".alt-intro").is_hidden()
    ask(bench, 2, 3)
    assert levels(bench) == second
    for number in (2, 3):
        ask(bench, number, 3)
        bench.page.keyboard.press("ArrowLeft")
    bench.until("() => document.querySelector('.alt-end')?.offsetParent")
    bench.settle(300)
    assert len(test.answers) == 3


def test_colour_few_pictures_and_a_credit(shown):
    few = Images(greys(3, 10, 3), credit="drawn by nobody")
    bench = shown(trials=5, real=few, fake=greys(3, 110, 3))
    assert "There are fewer pictures than trials" in bench.page.locator(".alt-intro").inner_text()
    assert bench.page.locator(".alt-credit").inner_text() == "drawn by nobody"
    start(bench)
    seen = play(bench, 5)
    assert {min(pair) for pair in seen} == {10, 11, 12}


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_light_or_dark_fits_600_pixels_and_keeps_its_keys(shown, dark):
    bench = shown(trials=8, width=600, dark=dark, real=greys(30, 10), fake=greys(30, 110))
    ground = bench.page.evaluate("getComputedStyle(document.querySelector('.gancourse')).backgroundColor")
    assert (sum(map(int, ground[4:-1].split(","))) < 380) == dark
    inside = "() => [...document.querySelectorAll('#widget0 *')].every((one) => one.getBoundingClientRect().right <= 610)"
    assert bench.page.evaluate(inside)
    start(bench)
    ask(bench, 1, 8)
    assert bench.page.evaluate(inside)
    assert bench.page.evaluate("document.activeElement.className") == "alt-stage"
    play(bench, 8, lambda left, right: "ArrowLeft")
    assert bench.page.evaluate(inside)
    focused = "[...document.querySelectorAll('#widget0 :is(button, [tabindex])')]"
    keeps = f"{focused}.every((one) => one.dataset.lmSuppressShortcuts === 'true')"
    assert bench.page.evaluate(keeps)
    assert bench.page.evaluate("document.activeElement.className") == "alt-heading"


def test_it_lives_on_in_an_exported_page(opened):  # noqa: F811
    tab, frame = opened(two_alternatives(REAL, FAKE, trials=3))
    frame.get_by_role("button", name="Start the test").click()
    for number in range(1, 4):
        frame.locator(".alt-progress", has_text=f"trial {number} of 3").wait_for()
        frame.locator(".alt-stage:not(.alt-covered)").wait_for()
        read = "(c) => c.getContext('2d').getImageData(0, 0, 1, 1).data[0]"
        left, right = (frame.locator(".alt-stage canvas").nth(side).evaluate(read) for side in (0, 1))
        tab.keyboard.press("ArrowLeft" if left < right else "ArrowRight")
    frame.locator(".alt-heading").wait_for()
    assert frame.locator(".alt-heading").inner_text() == "3 of 3 right"
    assert "share right" in frame.locator(".alt-numbers").inner_text()
    inside = frame.locator("#here").evaluate("(root) => root.getBoundingClientRect().height")
    tab.wait_for_function("(height) => document.querySelector('iframe').clientHeight >= height", arg=inside)
