"""Answers to 07.gradient_norm."""

import torch

WRONG = {
    "sum_of_norms": "the norms of the weights are added",
    "squared": "this is the squared norm",
    "one_weight": "one of the weights alone",
    "last_weight": "of the biases alone",
    "root_mean_square": "the mean of the squares is taken",
    "both_networks": "the discriminator's weights are counted too",
    "the_discriminators": "this is the discriminator's gradient",
    "largest_entry": "this is the largest entry",
    "of_the_weights": "norm of the weights, not of their gradient",
    "own_loss": "it ignores the loss that it is given",
    "backward_adds": "gradients of earlier steps are added in",
    "backward_leaves": "the .grad of the generator",
    "backward_clears": "the .grad of the generator",
    "fills_the_discriminator": "the .grad of the discriminator",
    "takes_a_step": "the generator's weights move",
    "with_graph": "returned with its graph",
    "detached": "no graph leads from the loss back",
    "by_samples": "this is the gradient by the samples",
    "freezes": "is left frozen",
    "prints": "is the `return` missing",
}
RIGHT = ["in_one_vector", "sum_of_squares", "with_backward_and_care"]


def parts_of(generator, discriminator, loss, z, **options):
    return torch.autograd.grad(loss(discriminator(generator(z))), list(generator.parameters()), **options)


def sum_of_norms(generator, discriminator, loss, z):
    return sum(part.norm() for part in parts_of(generator, discriminator, loss, z))


def squared(generator, discriminator, loss, z):
    return sum(part.square().sum() for part in parts_of(generator, discriminator, loss, z))


def one_weight(generator, discriminator, loss, z):
    return parts_of(generator, discriminator, loss, z)[0].norm()


def last_weight(generator, discriminator, loss, z):
    for part in parts_of(generator, discriminator, loss, z):
        norm = part.norm()
    return norm


def root_mean_square(generator, discriminator, loss, z):
    vector = torch.cat([part.flatten() for part in parts_of(generator, discriminator, loss, z)])
    return vector.square().mean().sqrt()


def both_networks(generator, discriminator, loss, z):
    every = [*generator.parameters(), *discriminator.parameters()]
    parts = torch.autograd.grad(loss(discriminator(generator(z))), every)
    return torch.cat([part.flatten() for part in parts]).norm()


def the_discriminators(generator, discriminator, loss, z):
    parts = torch.autograd.grad(loss(discriminator(generator(z))), list(discriminator.parameters()))
    return torch.cat([part.flatten() for part in parts]).norm()


def largest_entry(generator, discriminator, loss, z):
    return max(part.abs().max() for part in parts_of(generator, discriminator, loss, z))


def of_the_weights(generator, discriminator, loss, z):
    loss(discriminator(generator(z)))
    return torch.cat([weight.flatten() for weight in generator.parameters()]).detach().norm()


def own_loss(generator, discriminator, loss, z):
    return in_one_vector(generator, discriminator, lambda logits: -torch.nn.functional.logsigmoid(logits).mean(), z)


def backward_adds(generator, discriminator, loss, z):
    loss(discriminator(generator(z))).backward()
    return torch.cat([weight.grad.flatten() for weight in generator.parameters()]).norm()


def backward_leaves(generator, discriminator, loss, z):
    generator.zero_grad()
    return backward_adds(generator, discriminator, loss, z)


def backward_clears(generator, discriminator, loss, z):
    norm = in_one_vector(generator, discriminator, loss, z)
    generator.zero_grad()
    return norm


def fills_the_discriminator(generator, discriminator, loss, z):
    before = [None if weight.grad is None else weight.grad.clone() for weight in generator.parameters()]
    norm = backward_leaves(generator, discriminator, loss, z)
    for weight, gradient in zip(generator.parameters(), before, strict=True):
        weight.grad = gradient
    return norm


def takes_a_step(generator, discriminator, loss, z):
    parts = parts_of(generator, discriminator, loss, z)
    with torch.no_grad():
        for weight, part in zip(generator.parameters(), parts, strict=True):
            weight -= 0.01 * part
    return torch.cat([part.flatten() for part in parts]).norm()


def with_graph(generator, discriminator, loss, z):
    parts = parts_of(generator, discriminator, loss, z, create_graph=True)
    return torch.cat([(part * (1 + 0 * loss(discriminator(generator(z))))).flatten() for part in parts]).norm()


def detached(generator, discriminator, loss, z):
    return torch.autograd.grad(loss(discriminator(generator(z).detach())), list(generator.parameters()))[0].norm()


def by_samples(generator, discriminator, loss, z):
    fake = generator(z)
    return torch.autograd.grad(loss(discriminator(fake)), fake)[0].norm()


def freezes(generator, discriminator, loss, z):
    discriminator.requires_grad_(False)
    return in_one_vector(generator, discriminator, loss, z)


def prints(generator, discriminator, loss, z):
    print(in_one_vector(generator, discriminator, loss, z))


def in_one_vector(generator, discriminator, loss, z):
    return torch.cat([part.flatten() for part in parts_of(generator, discriminator, loss, z)]).norm()


def sum_of_squares(generator, discriminator, loss, z):
    return sum(part.square().sum() for part in parts_of(generator, discriminator, loss, z)).sqrt().item()


def with_backward_and_care(generator, discriminator, loss, z):
    every = [*generator.parameters(), *discriminator.parameters()]
    before = [weight.grad for weight in every]
    for weight in every:
        weight.grad = None
    loss(discriminator(generator(z))).backward()
    norm = torch.cat([weight.grad.flatten() for weight in generator.parameters()]).norm()
    for weight, gradient in zip(every, before, strict=True):
        weight.grad = gradient
    return norm
