"""Answers to 05.train."""

import torch

WRONG = {
    "ignores_k": "k is ignored",
    "k_for_the_generator": "k is applied to the generator",
    "k_for_both": "both players move k times",
    "generator_inside": "the generator's step stands inside the loop over k",
    "generator_first": "the generator moves before the discriminator",
    "one_after_the_other": "all steps of the discriminator come before",
    "returns_inside": "it stops after the first round",
    "one_round_short": "one round is missing",
    "one_round_more": "one round too many",
    "one_step_more": "one step of the discriminator too many",
    "exchanged": "rounds and k are exchanged",
    "no_generator": "the generator never moves",
    "no_discriminator": "the discriminator never moves",
    "no_steps": "it takes no step",
    "noise_once": "drawn once, before the loop",
    "noise_once_a_round": "drawn once a round",
    "noise_shared_by_the_k": "share one draw of noise",
    "noise_of_the_discriminator": "the noise of the discriminator's last one",
    "noise_of_its_own": "draw_noise() did not draw",
    "data_once": "the discriminator would only see this one batch",
    "data_once_a_round": "share one batch of data",
    "arguments_exchanged": "noise belongs",
    "functions_for_batches": "a step is handed a function",
    "data_for_the_generator": "generator_step takes z",
    "lists_exchanged": "the two lists are exchanged",
    "last_loss_a_round": "only the last loss of the discriminator in each round",
    "mean_of_a_round": "averaged over a round",
    "lists_inside": "only the last round's losses",
    "last_losses": "only the last loss of the discriminator is kept",
    "returns_nothing": "is the `return` missing",
    "returns_one_list": "it must return 2 values together",
    "no_default": "write k=1 in the signature",
    "another_default": "one step of the discriminator too many",
}
RIGHT = ["in_one_line", "as_tensors", "by_counting", "by_name"]


def right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        for _ in range(k):
            of_discriminator.append(discriminator_step(draw_real(), draw_noise()))
        of_generator.append(generator_step(draw_noise()))
    return of_discriminator, of_generator


def ignores_k(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return right(discriminator_step, generator_step, draw_real, draw_noise, rounds)


def k_for_the_generator(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        of_discriminator.append(discriminator_step(draw_real(), draw_noise()))
        for _ in range(k):
            of_generator.append(generator_step(draw_noise()))
    return of_discriminator, of_generator


def k_for_both(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        of_discriminator += [discriminator_step(draw_real(), draw_noise()) for _ in range(k)]
        of_generator += [generator_step(draw_noise()) for _ in range(k)]
    return of_discriminator, of_generator


def generator_inside(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        for _ in range(k):
            of_discriminator.append(discriminator_step(draw_real(), draw_noise()))
            of_generator.append(generator_step(draw_noise()))
    return of_discriminator, of_generator


def generator_first(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        of_generator.append(generator_step(draw_noise()))
        for _ in range(k):
            of_discriminator.append(discriminator_step(draw_real(), draw_noise()))
    return of_discriminator, of_generator


def one_after_the_other(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator = [discriminator_step(draw_real(), draw_noise()) for _ in range(rounds * k)]
    return of_discriminator, [generator_step(draw_noise()) for _ in range(rounds)]


def returns_inside(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        for _ in range(k):
            of_discriminator.append(discriminator_step(draw_real(), draw_noise()))
        of_generator.append(generator_step(draw_noise()))
        return of_discriminator, of_generator
    return None


def one_round_short(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return right(discriminator_step, generator_step, draw_real, draw_noise, len(range(1, rounds)), k)


def one_round_more(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return right(discriminator_step, generator_step, draw_real, draw_noise, rounds + 1, k)


def one_step_more(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k + 1)


def exchanged(discriminator_step, generator_step, draw_real, draw_noise, k, rounds=1):
    return right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k)


def no_generator(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return [discriminator_step(draw_real(), draw_noise()) for _ in range(rounds * k)], []


def no_discriminator(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return [], [generator_step(draw_noise()) for _ in range(rounds)]


def no_steps(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return [], []


def noise_once(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    z = draw_noise()
    return right(discriminator_step, generator_step, draw_real, lambda: z, rounds, k)


def noise_once_a_round(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        z = draw_noise()
        for _ in range(k):
            of_discriminator.append(discriminator_step(draw_real(), z))
        of_generator.append(generator_step(z))
    return of_discriminator, of_generator


def noise_shared_by_the_k(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        z = draw_noise()
        for _ in range(k):
            of_discriminator.append(discriminator_step(draw_real(), z))
        of_generator.append(generator_step(draw_noise()))
    return of_discriminator, of_generator


def noise_of_the_discriminator(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        for _ in range(k):
            z = draw_noise()
            of_discriminator.append(discriminator_step(draw_real(), z))
        of_generator.append(generator_step(z))
    return of_discriminator, of_generator


def noise_of_its_own(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    def own():
        return torch.randn_like(draw_noise())

    return right(discriminator_step, generator_step, draw_real, own, rounds, k)


def data_once(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    real = draw_real()
    return right(discriminator_step, generator_step, lambda: real, draw_noise, rounds, k)


def data_once_a_round(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        real = draw_real()
        for _ in range(k):
            of_discriminator.append(discriminator_step(real, draw_noise()))
        of_generator.append(generator_step(draw_noise()))
    return of_discriminator, of_generator


def arguments_exchanged(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return right(lambda real, z: discriminator_step(z, real), generator_step, draw_real, draw_noise, rounds, k)


def functions_for_batches(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return right(lambda real, z: discriminator_step(real, draw_noise), generator_step, draw_real, draw_noise, rounds, k)


def data_for_the_generator(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    return right(discriminator_step, lambda z: generator_step(draw_real(), z), draw_real, draw_noise, rounds, k)


def lists_exchanged(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k)
    return of_generator, of_discriminator


def last_loss_a_round(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        for _ in range(k):
            loss = discriminator_step(draw_real(), draw_noise())
        of_discriminator.append(loss)
        of_generator.append(generator_step(draw_noise()))
    return of_discriminator, of_generator


def mean_of_a_round(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        losses = [discriminator_step(draw_real(), draw_noise()) for _ in range(k)]
        of_discriminator.append(sum(losses) / k)
        of_generator.append(generator_step(draw_noise()))
    return of_discriminator, of_generator


def lists_inside(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    for _ in range(rounds):
        of_discriminator, of_generator = [], []
        for _ in range(k):
            of_discriminator.append(discriminator_step(draw_real(), draw_noise()))
        of_generator.append(generator_step(draw_noise()))
    return of_discriminator, of_generator


def last_losses(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k)
    return of_discriminator[-1], of_generator[-1]


def returns_nothing(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k)


def returns_one_list(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k)
    return of_discriminator + of_generator


def no_default(discriminator_step, generator_step, draw_real, draw_noise, rounds, k):
    return right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k)


def another_default(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=2):
    return right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k)


def in_one_line(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    losses = [
        ([discriminator_step(draw_real(), draw_noise()) for _ in range(k)], generator_step(draw_noise())) for _ in range(rounds)
    ]
    return [each for some, _ in losses for each in some], [each for _, each in losses]


def as_tensors(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = right(discriminator_step, generator_step, draw_real, draw_noise, rounds, k)
    return torch.tensor(of_discriminator), torch.tensor(of_generator)


def by_counting(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    while len(of_generator) < rounds:
        z = draw_noise()
        if len(of_discriminator) < k * (len(of_generator) + 1):
            real = draw_real()
            of_discriminator.append(discriminator_step(real, z))
        else:
            of_generator.append(generator_step(z))
    return of_discriminator, of_generator


def by_name(discriminator_step, generator_step, draw_real, draw_noise, rounds, k=1):
    of_discriminator, of_generator = [], []
    for _ in range(rounds):
        for _ in range(k):
            of_discriminator.append(discriminator_step(z=draw_noise(), real=draw_real()))
        of_generator.append(generator_step(z=draw_noise()))
    return of_discriminator, of_generator
