"""Answers to 05.generator_step."""

import torch
from torch.nn.functional import softplus

WRONG = {
    "detaches": "the fakes are detached",
    "fakes_without_grad": "the fakes are detached",
    "all_without_grad": "no graph leads from the loss",
    "no_zero_grad": "zero_grad() is missing",
    "zero_grad_of_the_discriminator": "zero_grad() is missing",
    "zero_grad_too_late": "cleared only after the step, too late",
    "no_backward": "backward() is missing",
    "no_step": "takes no step",
    "new_optimizer": "takes no step",
    "two_steps": "takes 2 steps",
    "moves_the_discriminator": "the discriminator's weights move",
    "freezes_the_discriminator": "left frozen",
    "climbs": "it climbs",
    "non_saturating_whatever": "uses -log D",
    "saturating_whatever": "uses log(1 - D)",
    "sigmoid_first": "a sigmoid on their way",
    "minus_the_logits": "change their sign",
    "with_labels": "loss is called with other arguments",
    "stale_fakes": "the generator is not called",
    "stale_logits": "an earlier call's are stale",
    "loss_of_the_samples": "the discriminator is not asked",
    "noise_of_its_own": "two calls with the same inputs take different steps",
    "keeps_the_graph": "returned with its graph",
    "loss_after_the_step": "the loss after the step",
    "returns_nothing": "is the `return` missing",
    "scales_the_noise": "changes its input `z`",
}
RIGHT = ["clears_both", "by_autograd", "frozen_meanwhile"]
KEPT = {}
torch.optim.SGD([torch.zeros(1)], lr=0.1)  # the first optimiser of a process loads its code, for seconds


def right(generator, discriminator, optimizer, loss, z):
    return take(optimizer, loss(discriminator(generator(z))))


def take(optimizer, value):
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value.item()


def detaches(generator, discriminator, optimizer, loss, z):
    return take(optimizer, loss(discriminator(generator(z).detach())))


def fakes_without_grad(generator, discriminator, optimizer, loss, z):
    with torch.no_grad():
        fake = generator(z)
    return take(optimizer, loss(discriminator(fake)))


def all_without_grad(generator, discriminator, optimizer, loss, z):
    with torch.no_grad():
        value = loss(discriminator(generator(z)))
    return take(optimizer, value)


def no_zero_grad(generator, discriminator, optimizer, loss, z):
    value = loss(discriminator(generator(z)))
    value.backward()
    optimizer.step()
    return value.item()


def zero_grad_of_the_discriminator(generator, discriminator, optimizer, loss, z):
    discriminator.zero_grad()
    return no_zero_grad(generator, discriminator, optimizer, loss, z)


def zero_grad_too_late(generator, discriminator, optimizer, loss, z):
    value = no_zero_grad(generator, discriminator, optimizer, loss, z)
    optimizer.zero_grad()
    return value


def no_backward(generator, discriminator, optimizer, loss, z):
    value = loss(discriminator(generator(z)))
    optimizer.zero_grad()
    optimizer.step()
    return value.item()


def no_step(generator, discriminator, optimizer, loss, z):
    value = loss(discriminator(generator(z)))
    optimizer.zero_grad()
    value.backward()
    return value.item()


def new_optimizer(generator, discriminator, optimizer, loss, z):
    return right(generator, discriminator, torch.optim.SGD(generator.parameters(), lr=0.1), loss, z)


def two_steps(generator, discriminator, optimizer, loss, z):
    right(generator, discriminator, optimizer, loss, z)
    return right(generator, discriminator, optimizer, loss, z)


def moves_the_discriminator(generator, discriminator, optimizer, loss, z):
    return right(generator, discriminator, torch.optim.SGD(discriminator.parameters(), lr=0.1), loss, z)


def freezes_the_discriminator(generator, discriminator, optimizer, loss, z):
    discriminator.requires_grad_(False)
    return right(generator, discriminator, optimizer, loss, z)


def climbs(generator, discriminator, optimizer, loss, z):
    return take(optimizer, -loss(discriminator(generator(z))))


def non_saturating_whatever(generator, discriminator, optimizer, loss, z):
    return take(optimizer, softplus(-discriminator(generator(z))).mean())


def saturating_whatever(generator, discriminator, optimizer, loss, z):
    return take(optimizer, -softplus(discriminator(generator(z))).mean())


def sigmoid_first(generator, discriminator, optimizer, loss, z):
    return take(optimizer, loss(torch.sigmoid(discriminator(generator(z)))))


def minus_the_logits(generator, discriminator, optimizer, loss, z):
    return take(optimizer, loss(-discriminator(generator(z))))


def with_labels(generator, discriminator, optimizer, loss, z):
    return take(optimizer, loss(discriminator(generator(z)), torch.ones(len(z))))


def stale_fakes(generator, discriminator, optimizer, loss, z):
    if "fake" not in KEPT:
        KEPT["fake"] = generator(z)
    value = loss(discriminator(KEPT["fake"]))
    optimizer.zero_grad()
    value.backward(retain_graph=True)
    optimizer.step()
    return value.item()


def stale_logits(generator, discriminator, optimizer, loss, z):
    fake = generator(z)
    if "logits" not in KEPT:
        KEPT["logits"] = discriminator(fake)
    value = loss(KEPT["logits"])
    optimizer.zero_grad()
    value.backward(retain_graph=True)
    optimizer.step()
    return value.item()


def loss_of_the_samples(generator, discriminator, optimizer, loss, z):
    return take(optimizer, loss(generator(z)))


def noise_of_its_own(generator, discriminator, optimizer, loss, z):
    return right(generator, discriminator, optimizer, loss, torch.randn_like(z))


def keeps_the_graph(generator, discriminator, optimizer, loss, z):
    value = loss(discriminator(generator(z)))
    take(optimizer, value)
    return value


def loss_after_the_step(generator, discriminator, optimizer, loss, z):
    right(generator, discriminator, optimizer, loss, z)
    return loss(discriminator(generator(z))).item()


def returns_nothing(generator, discriminator, optimizer, loss, z):
    right(generator, discriminator, optimizer, loss, z)


def scales_the_noise(generator, discriminator, optimizer, loss, z):
    z /= z.norm(dim=1, keepdim=True)
    return right(generator, discriminator, optimizer, loss, z)


def clears_both(generator, discriminator, optimizer, loss, z):
    generator.zero_grad()
    value = loss(discriminator(generator(z)))
    value.backward()
    optimizer.step()
    discriminator.zero_grad()
    return value.detach()


def by_autograd(generator, discriminator, optimizer, loss, z):
    value = loss(discriminator(generator(z)))
    weights = list(generator.parameters())
    for weight, gradient in zip(weights, torch.autograd.grad(value, weights), strict=True):
        weight.grad = gradient
    optimizer.step()
    return value.item()


def frozen_meanwhile(generator, discriminator, optimizer, loss, z):
    discriminator.requires_grad_(False)
    value = right(generator, discriminator, optimizer, loss, z)
    discriminator.requires_grad_(True)
    return value
