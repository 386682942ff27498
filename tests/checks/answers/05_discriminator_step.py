"""Answers to 05.discriminator_step."""

import torch
from torch.nn.functional import softplus

WRONG = {
    "no_detach": "the gradient reaches the generator and fills its .grad",
    "no_zero_grad": "zero_grad() is missing",
    "zero_grad_too_late": "cleared only after the step, too late",
    "zero_grad_of_the_generator": "zero_grad() is missing",
    "zero_grad_before_the_step": "zero_grad() stands between backward() and step()",
    "no_backward": "backward() is missing",
    "no_step": "takes no step",
    "two_steps": "takes 2 steps",
    "moves_the_generator": "the generator's weights move",
    "moves_both": "the generator's weights move",
    "new_optimizer": "takes no step",
    "labels_swapped": "labels are swapped",
    "climbs": "it climbs",
    "own_loss": "it ignores the loss that it is given",
    "with_labels": "the loss is called with labels",
    "loss_of_the_samples": "the discriminator is not asked",
    "one_batch_at_a_time": "loss is called with other arguments",
    "forgets_parentheses": "with parentheses",
    "logits_detached": "the fakes' half of the loss does not reach",
    "real_detached": "the real half of the loss does not reach",
    "all_without_grad": "no graph leads from the loss",
    "fakes_kept": "the generator is not called",
    "noise_of_its_own": "two calls with the same inputs take different steps",
    "noise_of_another_size": "on the z of this call",
    "latents_as_fakes": "the generator is not called",
    "freezes_the_generator": "left frozen",
    "keeps_the_graph": "returned with its graph",
    "loss_after_the_step": "the loss after the step",
    "returns_nothing": "is the `return` missing",
    "returns_the_logits": "reduce over the batch",
    "centres_the_data": "changes its input `real`",
}
RIGHT = ["without_grad", "both_at_once", "by_autograd", "freezes_and_frees", "clears_the_generator"]
KEPT = {}
torch.optim.SGD([torch.zeros(1)], lr=0.1)  # the first optimiser of a process loads its code, for seconds


def right(generator, discriminator, optimizer, loss, real, z):
    fake = generator(z).detach()
    return take(optimizer, loss(discriminator(real), discriminator(fake)))


def take(optimizer, value):
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value.item()


def no_detach(generator, discriminator, optimizer, loss, real, z):
    return take(optimizer, loss(discriminator(real), discriminator(generator(z))))


def no_zero_grad(generator, discriminator, optimizer, loss, real, z):
    value = loss(discriminator(real), discriminator(generator(z).detach()))
    value.backward()
    optimizer.step()
    return value.item()


def zero_grad_too_late(generator, discriminator, optimizer, loss, real, z):
    value = no_zero_grad(generator, discriminator, optimizer, loss, real, z)
    optimizer.zero_grad()
    return value


def zero_grad_of_the_generator(generator, discriminator, optimizer, loss, real, z):
    generator.zero_grad()
    return no_zero_grad(generator, discriminator, optimizer, loss, real, z)


def zero_grad_before_the_step(generator, discriminator, optimizer, loss, real, z):
    value = loss(discriminator(real), discriminator(generator(z).detach()))
    value.backward()
    optimizer.zero_grad()
    optimizer.step()
    return value.item()


def no_backward(generator, discriminator, optimizer, loss, real, z):
    value = loss(discriminator(real), discriminator(generator(z).detach()))
    optimizer.zero_grad()
    optimizer.step()
    return value.item()


def no_step(generator, discriminator, optimizer, loss, real, z):
    value = loss(discriminator(real), discriminator(generator(z).detach()))
    optimizer.zero_grad()
    value.backward()
    return value.item()


def two_steps(generator, discriminator, optimizer, loss, real, z):
    value = right(generator, discriminator, optimizer, loss, real, z)
    optimizer.step()
    return value


def moves_the_generator(generator, discriminator, optimizer, loss, real, z):
    optimizer = torch.optim.SGD(generator.parameters(), lr=0.1)
    return take(optimizer, loss(discriminator(real), discriminator(generator(z))))


def moves_both(generator, discriminator, optimizer, loss, real, z):
    value = take(optimizer, loss(discriminator(real), discriminator(generator(z))))
    with torch.no_grad():
        for weight in generator.parameters():
            weight -= 0.1 * weight.grad
            weight.grad = None
    return value


def new_optimizer(generator, discriminator, optimizer, loss, real, z):
    optimizer = torch.optim.Adam(discriminator.parameters(), lr=0.1)
    return right(generator, discriminator, optimizer, loss, real, z)


def labels_swapped(generator, discriminator, optimizer, loss, real, z):
    return take(optimizer, loss(discriminator(generator(z).detach()), discriminator(real)))


def climbs(generator, discriminator, optimizer, loss, real, z):
    return take(optimizer, -loss(discriminator(real), discriminator(generator(z).detach())))


def own_loss(generator, discriminator, optimizer, loss, real, z):
    fake = generator(z).detach()
    return take(optimizer, softplus(-discriminator(real)).mean() + softplus(discriminator(fake)).mean())


def with_labels(generator, discriminator, optimizer, loss, real, z):
    of_real = loss(discriminator(real), torch.ones(len(real)))
    return take(optimizer, of_real + loss(discriminator(generator(z).detach()), torch.zeros(len(z))))


def loss_of_the_samples(generator, discriminator, optimizer, loss, real, z):
    return take(optimizer, loss(real, generator(z)))


def one_batch_at_a_time(generator, discriminator, optimizer, loss, real, z):
    return take(optimizer, loss(discriminator(real)) - loss(discriminator(generator(z).detach())))


def forgets_parentheses(generator, discriminator, optimizer, loss, real, z):
    value = loss(discriminator(real), discriminator(generator(z).detach()))
    discriminator.zero_grad()
    value.backward()
    optimizer.step  # noqa: B018
    return value.item()


def logits_detached(generator, discriminator, optimizer, loss, real, z):
    return take(optimizer, loss(discriminator(real), discriminator(generator(z)).detach()))


def real_detached(generator, discriminator, optimizer, loss, real, z):
    return take(optimizer, loss(discriminator(real).detach(), discriminator(generator(z).detach())))


def all_without_grad(generator, discriminator, optimizer, loss, real, z):
    with torch.no_grad():
        value = loss(discriminator(real), discriminator(generator(z)))
    return take(optimizer, value)


def fakes_kept(generator, discriminator, optimizer, loss, real, z):
    if "fake" not in KEPT:
        KEPT["fake"] = generator(z).detach()
    return take(optimizer, loss(discriminator(real), discriminator(KEPT["fake"])))


def noise_of_its_own(generator, discriminator, optimizer, loss, real, z):
    return right(generator, discriminator, optimizer, loss, real, torch.randn_like(z))


def noise_of_another_size(generator, discriminator, optimizer, loss, real, z):
    return right(generator, discriminator, optimizer, loss, real, torch.randn(len(real), z.shape[1]))


def latents_as_fakes(generator, discriminator, optimizer, loss, real, z):
    return take(optimizer, loss(discriminator(real), discriminator(z)))


def freezes_the_generator(generator, discriminator, optimizer, loss, real, z):
    generator.requires_grad_(False)
    return take(optimizer, loss(discriminator(real), discriminator(generator(z))))


def keeps_the_graph(generator, discriminator, optimizer, loss, real, z):
    value = loss(discriminator(real), discriminator(generator(z).detach()))
    take(optimizer, value)
    return value


def loss_after_the_step(generator, discriminator, optimizer, loss, real, z):
    right(generator, discriminator, optimizer, loss, real, z)
    return loss(discriminator(real), discriminator(generator(z))).item()


def returns_nothing(generator, discriminator, optimizer, loss, real, z):
    right(generator, discriminator, optimizer, loss, real, z)


def returns_the_logits(generator, discriminator, optimizer, loss, real, z):
    right(generator, discriminator, optimizer, loss, real, z)
    return torch.cat([discriminator(real), discriminator(generator(z))])


def centres_the_data(generator, discriminator, optimizer, loss, real, z):
    real -= real.mean(0)
    return right(generator, discriminator, optimizer, loss, real, z)


def without_grad(generator, discriminator, optimizer, loss, real, z):
    with torch.no_grad():
        fake = generator(z)
    discriminator.zero_grad()
    value = loss(discriminator(real), discriminator(fake))
    value.backward()
    optimizer.step()
    return value.detach()


def both_at_once(generator, discriminator, optimizer, loss, real, z):
    logits = discriminator(torch.cat([real, generator(z).detach()]))
    return take(optimizer, loss(logits[: len(real)], logits[len(real) :]))


def by_autograd(generator, discriminator, optimizer, loss, real, z):
    value = loss(discriminator(real), discriminator(generator(z)))
    weights = list(discriminator.parameters())
    for weight, gradient in zip(weights, torch.autograd.grad(value, weights), strict=True):
        weight.grad = gradient
    optimizer.step()
    return value.item()


def freezes_and_frees(generator, discriminator, optimizer, loss, real, z):
    generator.requires_grad_(False)
    value = take(optimizer, loss(discriminator(real), discriminator(generator(z))))
    generator.requires_grad_(True)
    return value


def clears_the_generator(generator, discriminator, optimizer, loss, real, z):
    value = no_detach(generator, discriminator, optimizer, loss, real, z)
    generator.zero_grad()
    return value
