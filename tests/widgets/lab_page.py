"""A GAN lab in a bare page: what the tests of its page share."""

SMALL = {"batch": 16, "generator_width": 8, "discriminator_width": 8}
ROUND = "Number(document.querySelector('.lab-numbers b').textContent.replace(',', ''))"
READY = "document.querySelector('.lab-numbers b')"
SCENE = ".lab-scene"
WAIT = 30_000


def shown(page, lab, **options):
    """A lab that is ready to play."""
    element = page.mount(lab, **options)
    page.until(READY, timeout=WAIT)
    return element


def press(page, name):
    page.page.get_by_role("button", name=name, exact=True).click()


def rounds(page):
    return page.page.evaluate(ROUND)


def caption(page):
    return page.page.locator(".lab-caption").inner_text()


def picture(page, selector=SCENE):
    return page.page.evaluate("(selector) => document.querySelector(selector).toDataURL()", selector)


def paused(page):
    """The round after a pause, when Python has been told."""
    lab = page.widgets[0]
    page.until("!document.querySelector('.lab-playing')")
    for _ in range(200):
        page.settle(30)
        if lab._state and lab.rounds == rounds(page):
            return lab.rounds
    raise AssertionError(f"Python knows of round {lab.rounds}, the page of {rounds(page)}")
