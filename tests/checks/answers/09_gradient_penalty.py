"""Answers to 09.gradient_penalty."""

import torch

WRONG = {
    "epsilon_per_pixel": "one per pixel",
    "epsilon_per_channel": "epsilon differs from channel to channel",
    "epsilon_one": "at the real samples",
    "at_the_fakes": "at the generated samples",
    "midpoints": "at the midpoints",
    "one_epsilon": "all pairs share one epsilon",
    "normal_epsilon": "torch.rand, not randn",
    "coin_epsilon": "epsilon is 0 or 1",
    "seeded": "two calls use the same epsilons",
    "off_the_line": "not on the lines from generated to real",
    "epsilon_without_axes": "epsilon does not line up with the samples",
    "images_only": "an axis is named that these samples have not got",
    "over_channels": "the norm is taken over the channels alone",
    "over_columns": "the norm is taken over the columns alone",
    "by_channel": "a norm is taken for each channel",
    "whole_batch": "gradients of the whole batch are taken as one vector",
    "squared_norm": "the norm is squared before 1 is taken off",
    "target_zero": "its target is 1",
    "no_square": "the square is missing",
    "absolute": "the absolute value is taken",
    "one_sided": "this is the one-sided penalty",
    "with_lambda": "lambda = 10 is in it already",
    "summed": "this is the sum over the batch",
    "for_each_pair": "it returns a penalty for each of the",
    "of_the_mean": "the gradient is that of the *mean* over the batch",
    "mean_slope_first": "the mean slope is compared with 1",
    "root_mean_square": "the mean of the squares is taken for the norm",
    "entries": "each entry of the gradient is compared with 1",
    "absolute_sum": "absolute values are added",
    "no_create_graph": "create_graph=True, and nothing after it detached",
    "retains_only": "create_graph=True, and nothing after it detached",
    "detached_norm": "create_graph=True, and nothing after it detached",
    "a_float": "create_graph=True, and nothing after it detached",
    "with_backward": "it fills the .grad of the critic's weights",
    "reaches_the_generator": "the points are places to look at, detach them",
    "forgets_to_ask": "must ask (`requires_grad_`) *before* the critic",
    "another_tensor": "called on another tensor than the one",
    "by_the_weights": "the gradient is taken by the critic's weights",
    "by_all_weights": "the gradient is taken by the critic's weights",
    "at_both_ends": "the critic is asked at the samples themselves",
    "four_axes_always": "has epsilon an axis too many",
    "forgets_the_tuple": "returns a tuple",
    "under_no_grad": "the call stands outside of no_grad",
    "from_a_vector": "starts from one number",
    "freezes": "the critic is left frozen",
    "in_place": "changes its input `real`",
    "no_critic": "the critic is not called",
}
RIGHT = ["with_ones", "fakes_weighted", "leaf_first", "by_sqrt", "one_by_one", "by_func"]


def asking(real, fake, epsilon):
    return (epsilon * real + (1 - epsilon) * fake).detach().requires_grad_()


def drawn(real):
    return torch.rand(len(real), *[1] * (real.ndim - 1))


def slope_of(critic, x_hat, **options):
    (gradient,) = torch.autograd.grad(critic(x_hat).sum(), x_hat, **{"create_graph": True, **options})
    return gradient


def paid(critic, x_hat):
    return (slope_of(critic, x_hat).flatten(1).norm(dim=1) - 1).square().mean()


def norms(critic, real, fake):
    return slope_of(critic, asking(real, fake, drawn(real))).flatten(1).norm(dim=1)


def with_ones(critic, real, fake):
    epsilon = torch.rand(real.shape[0], *(1 for _ in real.shape[1:])).expand_as(real)
    x_hat = torch.autograd.Variable(epsilon * real.data + (1 - epsilon) * fake.data, requires_grad=True)
    values = critic(x_hat)
    gradient = torch.autograd.grad(
        outputs=values,
        inputs=x_hat,
        grad_outputs=torch.ones_like(values),
        create_graph=True,
        retain_graph=True,
        only_inputs=True,
    )[0]
    gradient = gradient.view(gradient.size(0), -1)
    return ((gradient.norm(2, dim=1) - 1) ** 2).mean()


def fakes_weighted(critic, real, fake):
    t = drawn(real)
    return paid(critic, asking(fake, real, t))


def leaf_first(critic, real, fake):
    real, fake, epsilon = real.detach(), fake.detach(), drawn(real)
    x_hat = fake + epsilon * (real - fake)
    x_hat.requires_grad = True
    return paid(critic, x_hat)


def by_sqrt(critic, real, fake):
    gradient = slope_of(critic, asking(real, fake, drawn(real)))
    axes = tuple(range(1, real.ndim))
    return torch.mean((torch.sqrt(gradient.square().sum(axes) + 1e-12) - 1) ** 2)


def one_by_one(critic, real, fake):
    penalties = []
    for x, fake_x in zip(real, fake, strict=True):
        x_hat = asking(x[None], fake_x[None], torch.rand(1))
        penalties.append((slope_of(critic, x_hat).norm() - 1) ** 2)
    return torch.stack(penalties).mean()


def by_func(critic, real, fake):
    epsilon = drawn(real)
    x_hat = (epsilon * real + (1 - epsilon) * fake).detach()
    gradient = torch.func.vmap(torch.func.grad(lambda point: critic(point[None])[0]))(x_hat)
    return (gradient.flatten(1).norm(dim=1) - 1).square().mean()


def epsilon_per_pixel(critic, real, fake):
    return paid(critic, asking(real, fake, torch.rand_like(real)))


def epsilon_per_channel(critic, real, fake):
    return paid(critic, asking(real, fake, torch.rand(*real.shape[:2], *[1] * (real.ndim - 2))))


def epsilon_one(critic, real, fake):
    return paid(critic, asking(real, fake, torch.ones(1)))


def at_the_fakes(critic, real, fake):
    return paid(critic, asking(real, fake, torch.zeros(1)))


def midpoints(critic, real, fake):
    return paid(critic, asking(real, fake, torch.full((1,), 0.5)))


def one_epsilon(critic, real, fake):
    return paid(critic, asking(real, fake, torch.rand(1)))


def normal_epsilon(critic, real, fake):
    return paid(critic, asking(real, fake, torch.randn_like(drawn(real))))


def coin_epsilon(critic, real, fake):
    return paid(critic, asking(real, fake, drawn(real).round()))


def seeded(critic, real, fake):
    torch.manual_seed(0)
    return paid(critic, asking(real, fake, drawn(real)))


def off_the_line(critic, real, fake):
    return paid(critic, (real + drawn(real) * fake).detach().requires_grad_())


def epsilon_without_axes(critic, real, fake):
    return paid(critic, asking(real, fake, torch.rand(len(real))))


def images_only(critic, real, fake):
    gradient = slope_of(critic, asking(real, fake, drawn(real)))
    return (gradient.square().sum((1, 2, 3)).sqrt() - 1).square().mean()


def over_channels(critic, real, fake):
    return (slope_of(critic, asking(real, fake, drawn(real))).norm(2, dim=1) - 1).square().mean()


def over_columns(critic, real, fake):
    return (slope_of(critic, asking(real, fake, drawn(real))).norm(dim=-1) - 1).square().mean()


def by_channel(critic, real, fake):
    return (slope_of(critic, asking(real, fake, drawn(real))).flatten(2).norm(dim=2) - 1).square().mean()


def whole_batch(critic, real, fake):
    return (slope_of(critic, asking(real, fake, drawn(real))).norm() - 1) ** 2


def squared_norm(critic, real, fake):
    return (norms(critic, real, fake) ** 2 - 1).square().mean()


def target_zero(critic, real, fake):
    return norms(critic, real, fake).square().mean()


def no_square(critic, real, fake):
    return (norms(critic, real, fake) - 1).mean()


def absolute(critic, real, fake):
    return (norms(critic, real, fake) - 1).abs().mean()


def one_sided(critic, real, fake):
    return (norms(critic, real, fake) - 1).clamp_min(0).square().mean()


def with_lambda(critic, real, fake, weight=10):
    return weight * (norms(critic, real, fake) - 1).square().mean()


def summed(critic, real, fake):
    return (norms(critic, real, fake) - 1).square().sum()


def for_each_pair(critic, real, fake):
    return (norms(critic, real, fake) - 1).square()


def of_the_mean(critic, real, fake):
    x_hat = asking(real, fake, drawn(real))
    (gradient,) = torch.autograd.grad(critic(x_hat).mean(), x_hat, create_graph=True)
    return (gradient.flatten(1).norm(dim=1) - 1).square().mean()


def mean_slope_first(critic, real, fake):
    return (norms(critic, real, fake).mean() - 1) ** 2


def root_mean_square(critic, real, fake):
    gradient = slope_of(critic, asking(real, fake, drawn(real)))
    return (gradient.flatten(1).square().mean(1).sqrt() - 1).square().mean()


def entries(critic, real, fake):
    return (slope_of(critic, asking(real, fake, drawn(real))) - 1).square().mean()


def absolute_sum(critic, real, fake):
    return (slope_of(critic, asking(real, fake, drawn(real))).flatten(1).norm(1, dim=1) - 1).square().mean()


def no_create_graph(critic, real, fake):
    gradient = slope_of(critic, asking(real, fake, drawn(real)), create_graph=False)
    return (gradient.flatten(1).norm(dim=1) - 1).square().mean()


def retains_only(critic, real, fake):
    gradient = slope_of(critic, asking(real, fake, drawn(real)), create_graph=False, retain_graph=True)
    return (gradient.flatten(1).norm(dim=1) - 1).square().mean()


def detached_norm(critic, real, fake):
    return (norms(critic, real, fake).detach() - 1).square().mean()


def a_float(critic, real, fake):
    return (norms(critic, real, fake) - 1).square().mean().item()


def with_backward(critic, real, fake):
    x_hat = asking(real, fake, drawn(real))
    critic(x_hat).sum().backward(create_graph=True)
    return (x_hat.grad.flatten(1).norm(dim=1) - 1).square().mean()


def reaches_the_generator(critic, real, fake):
    epsilon = drawn(real)
    x_hat = epsilon * real + (1 - epsilon) * fake
    return paid(critic, x_hat.requires_grad_())


def forgets_to_ask(critic, real, fake):
    epsilon = drawn(real)
    x_hat = epsilon * real.detach() + (1 - epsilon) * fake.detach()
    return paid(critic, x_hat)


def another_tensor(critic, real, fake):
    x_hat = asking(real, fake, drawn(real))
    values = critic(x_hat.detach())
    (gradient,) = torch.autograd.grad(values.sum(), x_hat, create_graph=True)
    return (gradient.flatten(1).norm(dim=1) - 1).square().mean()


def by_the_weights(critic, real, fake):
    x_hat = asking(real, fake, drawn(real))
    gradient = torch.autograd.grad(critic(x_hat).sum(), list(critic.parameters())[:1], create_graph=True)[0]
    return (gradient.norm() - 1) ** 2


def by_all_weights(critic, real, fake):
    x_hat = asking(real, fake, drawn(real))
    gradients = torch.autograd.grad(critic(x_hat).sum(), list(critic.parameters()), create_graph=True)
    return (torch.cat([gradient.flatten() for gradient in gradients]).norm() - 1) ** 2


def at_both_ends(critic, real, fake):
    return (paid(critic, asking(real, fake, torch.ones(1))) + paid(critic, asking(real, fake, torch.zeros(1)))) / 2


def four_axes_always(critic, real, fake):
    return paid(critic, asking(real, fake, torch.rand(len(real), 1, 1, 1)))


def forgets_the_tuple(critic, real, fake):
    x_hat = asking(real, fake, drawn(real))
    gradient = torch.autograd.grad(critic(x_hat).sum(), x_hat, create_graph=True)
    return (gradient.flatten(1).norm(dim=1) - 1).square().mean()


@torch.no_grad()
def under_no_grad(critic, real, fake):
    return paid(critic, asking(real, fake, drawn(real)))


def from_a_vector(critic, real, fake):
    x_hat = asking(real, fake, drawn(real))
    (gradient,) = torch.autograd.grad(critic(x_hat), x_hat, create_graph=True)
    return (gradient.flatten(1).norm(dim=1) - 1).square().mean()


def freezes(critic, real, fake):
    penalty = paid(critic, asking(real, fake, drawn(real)))
    critic.requires_grad_(False)
    return penalty


def in_place(critic, real, fake):
    real *= drawn(real)
    return paid(critic, (real + fake).detach().requires_grad_())


def no_critic(critic, real, fake):
    return (critic.weight.norm() - 1) ** 2
