"""The explorer's page in a browser, with the real Python side and no Jupyter."""

import re

import pytest
import torch

from gancourse import latent
from gancourse.widgets import explore
from tests.widgets.stand_ins import Broken, Grey, Listening

SCREEN = ".gc-mode:not([hidden]) .gc-screen"
DRAWN = "() => document.querySelector('.gc-mode:not([hidden]) .gc-screen')?.dataset.drawn > 0"


@pytest.fixture
def shown(page):
    page.mount(explore(Grey(), still=False))
    page.until(DRAWN)
    return page


def level(z):
    return round((torch.tanh(torch.as_tensor(z)).item() + 1) / 2 * 255)


def frame(bench):
    return bench.page.evaluate(f"() => Number(document.querySelector({SCREEN!r}).dataset.frame)")


def count(bench):
    return bench.page.evaluate(f"() => Number(document.querySelector({SCREEN!r}).dataset.drawn)")


def turn(bench, name):
    bench.page.get_by_role("tab", name=name).click()
    bench.until(DRAWN)


def test_a_drag_draws_every_value_and_the_pictures_are_the_generators(shown):
    shown.page.evaluate("""() => {
      window.seen = [];
      const bar = document.querySelector('[aria-label="Position along the path"]');
      const screen = document.querySelector(".gc-screen");
      bar.addEventListener("input", () => window.seen.push([Number(bar.value), Number(screen.dataset.frame)]));
    }""")
    box = shown.page.get_by_label("Position along the path").bounding_box()
    y = box["y"] + box["height"] / 2
    shown.page.mouse.move(box["x"] + 8, y)
    shown.page.mouse.down()
    shown.page.mouse.move(box["x"] + box["width"] - 8, y, steps=120)
    shown.page.mouse.up()
    seen = shown.page.evaluate("() => window.seen")
    assert [value for value, _ in seen] == [drawn for _, drawn in seen]
    assert {value for value, _ in seen} == set(range(33)) - ({0} if seen[0][0] else set())
    z = shown.widgets[0].path()[-1]
    assert abs(shown.pixel(SCREEN, 1, 0)[0] - level(z[0])) <= 1
    assert abs(shown.pixel(SCREEN, 0, 0)[0] - level(z[0] + z[1])) <= 1
    shown.settle(300)
    assert torch.allclose(shown.widgets[0].z, z)  # Python followed
    assert [one["ask"] for one in shown.sent()].count("at") < len(seen) / 2  # when the hand rested, not at every value


def test_keys_move_the_slider_and_say_where_it_is(shown):
    bar = shown.page.get_by_label("Position along the path")
    bar.focus()
    for _ in range(4):
        shown.page.keyboard.press("ArrowRight")
    assert frame(shown) == 4
    assert bar.get_attribute("aria-valuetext") == "seed 0 to seed 1, t = 0.25"
    shown.page.keyboard.press("End")
    assert frame(shown) == 32
    assert bar.get_attribute("aria-valuetext") == "seed 2"


def test_it_plays_to_the_end_stops_and_goes_round_when_closed(shown):
    shown.page.get_by_role("button", name="Play").click()
    shown.until("() => Number(document.querySelector('.gc-screen').dataset.frame) > 5")
    shown.page.get_by_role("button", name="Pause").click()
    stood = frame(shown)
    shown.settle(200)
    assert frame(shown) == stood
    shown.page.get_by_label("Position along the path").focus()
    shown.page.keyboard.press("End")
    shown.page.get_by_label("Closed").check()
    shown.until("() => document.querySelector('.gc-slider').max === '35'")
    shown.page.get_by_role("button", name="Play").click()
    shown.until("() => Number(document.querySelector('.gc-screen').dataset.frame) < 10")


def test_points_by_buttons_and_from_the_grid(shown):
    shown.page.get_by_role("button", name="Draw B anew").click()
    shown.page.get_by_text("seed 4").first.wait_for()
    assert shown.page.evaluate("() => document.activeElement.dataset.do") == "reroll"  # the keyboard stays where it was
    shown.page.get_by_role("button", name="Pin A").click()
    shown.page.get_by_text("(pinned)").wait_for()
    shown.page.get_by_role("button", name="Draw all points anew").click()
    shown.page.get_by_text("seed 6").first.wait_for()
    shown.page.get_by_role("button", name="Pick C").click()
    shown.page.get_by_role("button", name="Take seed 17 for C").click()
    shown.until("() => [...document.querySelectorAll('.gc-picker')].every((one) => one.hidden)")
    assert torch.equal(shown.widgets[0].latents, latent.numbered([0, 5, 17], 3))
    shown.page.get_by_role("button", name="Swap A").click()
    shown.page.locator("li", has_text="A seed 5").wait_for()


def test_the_square_is_blended_under_the_hand_and_exact_at_rest(shown):
    turn(shown, "Square")
    pad = shown.page.locator(".gc-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    shown.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    shown.page.mouse.down()
    before = count(shown)
    shown.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.7, steps=25)
    assert count(shown) - before >= 25
    assert shown.page.locator(SCREEN).get_attribute("data-kind") == "blend"
    assert "blend" in shown.page.locator(".gc-mode:not([hidden]) .gc-where").inner_text()
    shown.until(f"() => document.querySelector({SCREEN!r}).dataset.kind === 'exact'")
    shown.page.mouse.up()
    shown.settle(300)
    z = shown.widgets[0].z
    assert abs(shown.pixel(SCREEN, 1, 0)[0] - level(z[0])) <= 1
    pad.focus()
    for _ in range(60):
        shown.page.keyboard.press("ArrowLeft")
        shown.page.keyboard.press("ArrowUp")
    assert abs(shown.pixel(SCREEN, 1, 0)[0] - level(latent.numbered(0, 3)[0])) <= 1  # the corner


def test_exact_pictures_while_dragging_never_fly_more_than_three_at_once(shown):
    turn(shown, "Square")
    shown.page.get_by_label("Exact while dragging").check()
    pad = shown.page.locator(".gc-pad").bounding_box()
    shown.settle(100)
    start = len(shown.sent())
    shown.page.mouse.move(pad["x"] + 10, pad["y"] + 10)
    shown.page.mouse.down()
    shown.page.mouse.move(pad["x"] + 200, pad["y"] + 200, steps=60)
    shown.page.mouse.up()
    shown.settle(300)
    asked = [one for one in shown.sent()[start:] if one["ask"] == "exact"]
    assert 3 <= len(asked) <= 61
    assert asked[-1]["place"] == {
        "mode": "square",
        **{k: pytest.approx(v, abs=1e-3) for k, v in shown.widgets[0]._place.items() if k != "mode"},
    }
    assert shown.page.locator(SCREEN).get_attribute("data-kind") == "exact"


def test_a_lost_answer_does_not_hold_up_the_others(shown):
    turn(shown, "Square")
    shown.page.get_by_label("Exact while dragging").check()
    shown.settle(100)
    pad = shown.page.locator(".gc-pad")
    pad.focus()
    shown.page.evaluate("() => { window.deaf = true; }")
    for _ in range(6):
        shown.page.keyboard.press("ArrowRight")
    shown.page.get_by_text("Python is busy").wait_for(timeout=3000)
    shown.page.evaluate("() => { window.deaf = false; }")
    before = count(shown)
    shown.page.keyboard.press("ArrowRight")
    shown.until(f"(before) => Number(document.querySelector({SCREEN!r}).dataset.drawn) > before", before)
    shown.page.get_by_text("Python is busy").wait_for(state="hidden")


def test_a_sweep_is_ready_before_the_slider_moves_and_is_scrubbed_without_python(shown):
    turn(shown, "Directions")
    bar = shown.page.get_by_label("z[0], how far")
    bar.hover(position={"x": 3, "y": 8})
    shown.until(f"() => document.querySelector({SCREEN!r}).dataset.ready === '0'")
    asked = len(shown.sent())
    shown.page.evaluate("() => { window.deaf = true; }")
    bar.focus()
    for steps in range(1, 9):
        shown.page.keyboard.press("ArrowRight")
        expected = latent.numbered(0, 3)[0] + steps * 0.25
        assert abs(shown.pixel(SCREEN, 1, 0)[0] - level(expected)) <= 1
    assert {one["ask"] for one in shown.sent()[asked:]} <= {"at"}  # it says where it is, and asks for nothing
    assert bar.get_attribute("aria-valuetext") == "2.00"
    shown.page.evaluate("() => { window.deaf = false; }")


def test_directions_are_reset_moved_at_random_and_sorted(shown):
    turn(shown, "Directions")
    shown.page.get_by_role("button", name="Move every slider shown at random").click()
    shown.page.get_by_text("directions moved").wait_for()
    shown.settle(300)
    assert not torch.equal(shown.widgets[0].z, latent.numbered(0, 3))
    shown.page.get_by_role("button", name="Set every direction back").click()
    shown.page.get_by_text("nothing moved").wait_for()
    shown.settle(300)
    assert torch.equal(shown.widgets[0].z, latent.numbered(0, 3))
    shown.page.get_by_role("button", name="Which directions move").click()
    shown.page.locator(".gc-revealed").first.wait_for()
    names = shown.page.locator(".gc-direction").all_inner_texts()
    shares = [float(text.rstrip("%")) for text in shown.page.locator(".gc-strength").all_inner_texts()]
    assert names[-1] == "z[2]"
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == 0


def test_controls_appear_only_where_the_generator_listens(page):
    page.mount(explore(Grey(), still=False))
    page.mount(explore(Listening(), still=False))
    page.until("() => document.querySelectorAll('.gc-screen').length === 6")
    assert page.page.locator("#widget0 .gc-settings").is_hidden()
    second = page.page.locator("#widget1")
    first_row = "#widget1 .gc-screen"
    assert page.pixel(first_row, 1, 0)[0] == 255
    second.get_by_label("Noise").uncheck()
    z = latent.numbered(0, 3)[0]
    page.until(f"() => document.querySelector({first_row!r}).getContext('2d').getImageData(7, 0, 1, 1).data[0] < 255")
    assert abs(page.pixel(first_row, 1, 0)[0] - level(z)) <= 1
    second.get_by_label("Class").select_option("1")
    page.settle(200)
    assert abs(page.pixel(first_row, 1, 0)[0] - level(-z)) <= 1
    psi = second.get_by_label("Truncation psi")
    psi.focus()
    page.settle(200)
    page.page.keyboard.press("Home")
    page.settle(200)
    assert abs(page.pixel(first_row, 1, 0)[0] - level(-0.5)) <= 1
    assert page.widgets[1]._settings.psi == 0


def test_save_code_and_files(shown):
    shown.page.get_by_label("Name to save").fill("left")
    shown.page.keyboard.press("Enter")
    shown.page.get_by_text('explorer.saved["left"]').wait_for()
    assert torch.equal(shown.widgets[0].saved["left"], latent.numbered(0, 3))
    shown.page.get_by_role("button", name="Copy the Python").click()
    shown.until("() => document.querySelector('.gc-code').value.includes('latent.walk(')")
    for kind, start in (("PNG", b"\x89PNG"), ("GIF", b"GIF89a")):
        with shown.page.expect_download() as download:
            shown.page.get_by_role("button", name=re.compile(rf"Download the path.*{kind}")).click()
        assert download.value.path().read_bytes().startswith(start)
    shown.page.get_by_role("button", name="Forget left").click()
    shown.page.locator(".gc-chip").wait_for(state="detached")
    assert shown.widgets[0].saved == {}


def test_a_picture_that_cannot_be_made_is_one_sentence(page):
    page.mount(explore(Broken(), seed=3, still=False))
    page.until(DRAWN)
    turn(page, "Directions")
    page.page.get_by_label("z[0], how far").focus()
    page.page.keyboard.press("End")
    alert = page.page.get_by_role("alert")
    alert.wait_for()
    assert "not finite numbers (NaN or infinite)" in alert.inner_text()
    page.page.get_by_role("button", name="Set every direction back").click()
    alert.wait_for(state="hidden")


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground_in_both_themes(page, dark):
    page.mount(explore(Grey(), still=False), dark=dark)
    page.until(DRAWN)
    ground, ink, soft = page.page.evaluate("""() => {
      const numbers = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
      const of = (selector, what) => numbers(getComputedStyle(document.querySelector(selector))[what]);
      return [of(".gancourse", "backgroundColor"), of(".gancourse", "color"), of(".gc-where", "color")];
    }""")

    def light(colour):  # relative luminance, WCAG 2.1
        parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    assert (light(ground) < 0.05) == dark
    for colour, least in ((ink, 7), (soft, 4.5)):
        high, low = sorted((light(colour), light(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= least


@pytest.mark.parametrize("tab", ["Path", "Square", "Directions"])
def test_nothing_leaves_a_column_of_600_pixels_and_every_control_has_a_name(page, tab):
    page.mount(explore(Grey(latent=20, side=28), still=False), width=600)
    page.until(DRAWN)
    turn(page, tab)
    if tab == "Directions":
        page.page.get_by_role("button", name="Which directions move").click()
        page.page.locator(".gc-revealed").first.wait_for()
    page.settle(100)
    wide, nameless, unguarded = page.page.evaluate("""() => {
      const root = document.querySelector("#widget0"), right = root.getBoundingClientRect().right + 1;
      const seen = [...root.querySelectorAll("*")].filter((one) => one.offsetParent);
      const controls = seen.filter((one) => one.matches("button, input, select, textarea, summary, [tabindex]"));
      const named = (one) => one.getAttribute("aria-label") || one.textContent.trim() || one.closest("label")?.textContent.trim();
      return [seen.filter((one) => one.getBoundingClientRect().right > right).map((one) => one.className),
        controls.filter((one) => !named(one)).map((one) => one.outerHTML),
        controls.filter((one) => one.dataset.lmSuppressShortcuts !== "true").map((one) => one.outerHTML)];
    }""")
    assert (wide, nameless, unguarded) == ([], [], [])


def test_a_closed_output_stops_playing_and_says_that_it_left(shown):
    shown.page.get_by_role("button", name="Play").click()
    shown.unmount()
    assert shown.sent()[-1]["ask"] == "left"
    assert shown.widgets[0].lost()
    listeners = shown.page.evaluate("() => Object.values(window.mounted[0].model.listeners).flat().length")
    assert listeners == 0


def test_two_views_of_one_explorer_do_not_hear_each_others_answers(page):
    explorer = explore(Grey(), still=False)
    page.mount(explorer)
    page.mount(explore(Grey(), seed=7, still=False))
    page.until("() => document.querySelectorAll('.gc-screen').length === 6")
    page.page.locator("#widget0").get_by_role("button", name="Draw B anew").click()
    page.page.locator("#widget0").get_by_text("seed 4").first.wait_for()
    assert page.page.locator("#widget1").get_by_text("seed 8").count() > 0
    assert page.page.locator("#widget1").get_by_text("seed 4", exact=True).count() == 0
