"""Answers to 07.diagnose."""

import math

WRONG = {
    "always_healthy": "called 'healthy'",
    "always_collapse": "a run with the diagnosis 'healthy' is called 'collapse'",
    "by_losses_alone": "a run with the diagnosis 'collapse' is called 'healthy'",
    "forgets_nan": "a comparison with nan is always False",
    "forgets_infinity": "from the middle on",
    "last_value": "only its very last value",
    "mean_of_all": "the last quarter decides",
    "mean_of_the_tail": "drags the mean along",
    "push_by_the_loss": "a run with the diagnosis 'vanishing gradient' is called 'out of reach'",
    "modes_first": "a run with the diagnosis 'memorising' is called 'collapse'",
    "no_examination": "a run with the diagnosis 'weak discriminator' is called 'collapse'",
    "examination_reversed": "a run with the diagnosis 'collapse' is called 'weak discriminator'",
    "steps_last": "a run with the diagnosis 'steps too large' is called",
    "in_other_words": "is none of the seven",
    "a_number": "one of the seven diagnoses, a text",
}
RIGHT = ["in_order", "by_a_list"]


def tails(run):
    return {key: values[-(len(values) // 4) :].median().item() for key, values in run.items() if key not in ("modes", "exam")}


def judged(run, end, order=("steps", "memory", "winner", "modes")):
    """The diagnosis by the last quarter's numbers, by tests in this order."""
    log_4 = math.log(4)
    for test in order:
        if test == "steps":
            finite = math.isfinite(end["discriminator"]) and math.isfinite(end["generator"])
            if not finite or end["discriminator"] > 2 * log_4:
                return "steps too large"
        elif test == "memory" and end["training"] - end["unseen"] > 0.1:
            return "memorising"
        elif test == "winner" and end["fakes"] < 0.05:
            return "vanishing gradient" if end["gradient"] < 1e-3 else "out of reach"
        elif test == "modes" and run["modes"] < 0.5:
            return "weak discriminator" if run["exam"] > log_4 - 0.1 else "collapse"
    return "healthy"


def always_healthy(run):
    return "healthy"


def always_collapse(run):
    return "collapse"


def by_losses_alone(run):
    end = tails(run)
    if abs(end["discriminator"] - math.log(4)) < 0.1:
        return "healthy"
    return judged(run, end)


def forgets_nan(run):
    end = tails(run)
    if max(end["discriminator"], end["generator"]) == math.inf or end["discriminator"] > 2 * math.log(4):
        return "steps too large"
    return judged(run, end, ("memory", "winner", "modes"))


def forgets_infinity(run):
    end = tails(run)
    if math.isnan(end["discriminator"]) or math.isnan(end["generator"]) or end["discriminator"] > 2 * math.log(4):
        return "steps too large"
    return judged(run, end, ("memory", "winner", "modes"))


def last_value(run):
    return judged(run, {key: values[-1].item() for key, values in run.items() if key not in ("modes", "exam")})


def mean_of_all(run):
    return judged(run, {key: values.mean().item() for key, values in run.items() if key not in ("modes", "exam")})


def mean_of_the_tail(run):
    return judged(
        run, {key: values[-(len(values) // 4) :].mean().item() for key, values in run.items() if key not in ("modes", "exam")}
    )


def push_by_the_loss(run):
    end = tails(run)
    found = judged(run, end)
    if found in ("vanishing gradient", "out of reach"):
        return "vanishing gradient" if end["generator"] < 0 and end["gradient"] < 0 else "out of reach"
    return found


def modes_first(run):
    return judged(run, tails(run), ("steps", "modes", "memory", "winner"))


def no_examination(run):
    found = judged(run, tails(run))
    return "collapse" if found == "weak discriminator" else found


def examination_reversed(run):
    found = judged(run, tails(run))
    return {"collapse": "weak discriminator", "weak discriminator": "collapse"}.get(found, found)


def steps_last(run):
    return judged(run, tails(run), ("memory", "winner", "modes", "steps"))


def in_other_words(run):
    return "mode collapse"


def a_number(run):
    return 3


def in_order(run):
    return judged(run, tails(run))


def by_a_list(run):
    end = {key: float(values[len(values) * 3 // 4 :].median()) for key, values in run.items() if hasattr(values, "median")}
    tests = [
        ("steps too large", not end["discriminator"] <= 2 * math.log(4) or not abs(end["generator"]) < math.inf),
        ("memorising", end["training"] > end["unseen"] + 0.1),
        ("vanishing gradient", end["fakes"] < 0.05 and end["gradient"] < 1e-3),
        ("out of reach", end["fakes"] < 0.05),
        ("weak discriminator", run["modes"] < 0.5 and run["exam"] > math.log(4) - 0.1),
        ("collapse", run["modes"] < 0.5),
        ("healthy", True),
    ]
    return next(name for name, holds in tests if holds)
