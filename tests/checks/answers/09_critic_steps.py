"""Answers to 09.critic_steps."""

import torch
from torch.nn.functional import softplus

WRONG = {
    "lowers_the_estimate": "the sign of the loss is wrong",
    "no_zero_grad": "zero_grad() belongs into the loop",
    "zero_grad_once": "zero_grad() belongs into the loop",
    "zero_grad_too_late": "clear them before backward()",
    "zero_grad_before_step": "zero_grad() stands between backward() and step()",
    "no_backward": "backward() is missing",
    "sums": "the sum over the batch is taken",
    "with_a_sigmoid": "this is the discriminator's loss",
    "same_batches": "is called once, before the loop",
    "batches_kept": "every step is made with the same two batches",
    "fakes_without_grad": "fakes have no part in the loss",
    "all_without_grad": "no graph leads from the loss",
    "no_clip": "the weights are not clipped",
    "clamp_of_a_copy": "`clamp` without the underscore",
    "clamp_of_a_name": "`clamp` without the underscore",
    "clip_before": "the clip comes before each step",
    "clip_once": "the clip comes once, after all steps",
    "weight_alone": "the bias is not clipped",
    "last_alone": "the bias alone is clipped",
    "from_above": "clipped from above alone",
    "from_below": "clipped from below alone",
    "from_zero": "clipped to [0, c]",
    "gradients_clipped": "the gradients are clipped, and not the weights",
    "gradient_norm_clipped": "scaled down to the norm c, and the weights are not",
    "one_bound": "c alone is handed to clamp",
    "in_pairs": "the two batches differ in size",
    "fixed_c": "c is ignored",
    "by_norm": "scaled down to the norm c",
    "signs": "all set to c or -c",
    "clip_with_graph": "put the clip under torch.no_grad()",
    "new_parameters": "new parameters are put in place",
    "one_step": "it takes one step",
    "returns_in_the_loop": "it takes one step",
    "draws_twice": "one batch a step, used once",
    "no_defaults": "n_critic and c have no defaults",
    "six_by_default": "it takes 6 steps",
    "c_by_default": "c must be 0.01 by default",
    "own_optimizer": "takes no step",
    "freezes": "left frozen",
    "returns_the_loss": "this is the loss, which is minus the estimate",
    "returns_after_the_step": "the estimate after the last step",
    "returns_the_first": "this is the first step's estimate",
    "returns_the_mean": "this is the mean over the steps",
    "returns_all": "it must return one number",
    "returns_with_graph": "it is returned with its graph",
    "returns_nothing": "is the `return` missing",
}
RIGHT = ["by_data", "loss_by_name", "by_copy", "one_pass", "detached_tensor"]
torch.optim.SGD([torch.zeros(1)], lr=0.1)  # the first optimiser of a process loads its code, for seconds


def clip(critic, c):
    with torch.no_grad():
        for weight in critic.parameters():
            weight.clamp_(-c, c)


def up(critic, optimizer, real, fake):
    estimate = critic(real).mean() - critic(fake).mean()
    optimizer.zero_grad()
    (-estimate).backward()
    optimizer.step()
    return estimate.item()


def by_data(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = up(critic, optimizer, draw_real(), draw_fake())
        for weight in critic.parameters():
            weight.data.clamp_(-c, c)
    return estimate


def loss_by_name(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        loss = torch.mean(critic(draw_fake().detach())) - torch.mean(critic(draw_real()))
        critic.zero_grad()
        loss.backward()
        optimizer.step()
        clip(critic, c)
    return -loss.item()


def by_copy(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = up(critic, optimizer, draw_real(), draw_fake())
        with torch.no_grad():
            for weight in critic.parameters():
                weight.copy_(torch.minimum(torch.maximum(weight, torch.tensor(-c)), torch.tensor(c)))
    return estimate


def one_pass(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        real, fake = draw_real(), draw_fake()
        values = critic(torch.cat([real, fake]))
        estimate = values[: len(real)].mean() - values[len(real) :].mean()
        optimizer.zero_grad()
        (-estimate).backward()
        optimizer.step()
        clip(critic, c)
    return estimate.item()


def detached_tensor(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    estimates = []
    for _ in range(n_critic):
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
        weights = list(critic.parameters())
        for weight, gradient in zip(weights, torch.autograd.grad(-estimate, weights), strict=True):
            weight.grad = gradient
        optimizer.step()
        clip(critic, c)
        estimates.append(estimate.detach())
    return estimates[-1]


def walks(critic, optimizer, draw_real, draw_fake, n_critic, c, clipped):
    for _ in range(n_critic):
        estimate = up(critic, optimizer, draw_real(), draw_fake())
        clipped(c)
    return estimate


def lowers_the_estimate(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
        optimizer.zero_grad()
        estimate.backward()
        optimizer.step()
        clip(critic, c)
    return estimate.item()


def no_zero_grad(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
        (-estimate).backward()
        optimizer.step()
        clip(critic, c)
    return estimate.item()


def zero_grad_once(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    optimizer.zero_grad()
    return no_zero_grad(critic, optimizer, draw_real, draw_fake, n_critic, c)


def zero_grad_too_late(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
        (-estimate).backward()
        optimizer.step()
        optimizer.zero_grad()
        clip(critic, c)
    return estimate.item()


def zero_grad_before_step(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
        (-estimate).backward()
        optimizer.zero_grad()
        optimizer.step()
        clip(critic, c)
    return estimate.item()


def no_backward(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
        optimizer.zero_grad()
        optimizer.step()
        clip(critic, c)
    return estimate.item()


def sums(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = critic(draw_real()).sum() - critic(draw_fake()).sum()
        optimizer.zero_grad()
        (-estimate).backward()
        optimizer.step()
        clip(critic, c)
    return estimate.item()


def with_a_sigmoid(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        loss = softplus(-critic(draw_real())).mean() + softplus(critic(draw_fake())).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        clip(critic, c)
    return -loss.item()


def same_batches(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    real, fake = draw_real(), draw_fake()
    return by_data(critic, optimizer, lambda: real, lambda: fake, n_critic, c)


def batches_kept(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    pairs = [(draw_real(), draw_fake()) for _ in range(n_critic)]
    return by_data(critic, optimizer, lambda: pairs[0][0], lambda: pairs[0][1], n_critic, c)


def fakes_without_grad(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        with torch.no_grad():
            on_fake = critic(draw_fake()).mean()
        estimate = critic(draw_real()).mean() - on_fake
        optimizer.zero_grad()
        (-estimate).backward()
        optimizer.step()
        clip(critic, c)
    return estimate.item()


@torch.no_grad()
def all_without_grad(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return by_data(critic, optimizer, draw_real, draw_fake, n_critic, c)


def no_clip(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: None)


def clamp_of_a_copy(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(
        critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: [weight.clamp(-c, c) for weight in critic.parameters()]
    )


def clamp_of_a_name(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = up(critic, optimizer, draw_real(), draw_fake())
        for weight in critic.parameters():
            weight = torch.clamp(weight, -c, c)
    return estimate


def clip_before(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        clip(critic, c)
        estimate = up(critic, optimizer, draw_real(), draw_fake())
    return estimate


def clip_once(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = up(critic, optimizer, draw_real(), draw_fake())
    clip(critic, c)
    return estimate


def weight_alone(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: critic.weight.data.clamp_(-c, c))


def last_alone(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = up(critic, optimizer, draw_real(), draw_fake())
        weights = [weight.data for weight in critic.parameters()]
        weights[-1].clamp_(-c, c)
    return estimate


def every(critic, change):
    for weight in critic.parameters():
        change(weight.data)


def from_above(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: every(critic, lambda w: w.clamp_(max=c)))


def from_below(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: every(critic, lambda w: w.clamp_(min=-c)))


def from_zero(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: every(critic, lambda w: w.clamp_(0, c)))


def gradients_clipped(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
        optimizer.zero_grad()
        (-estimate).backward()
        torch.nn.utils.clip_grad_value_(critic.parameters(), c)
        optimizer.step()
    return estimate.item()


def gradient_norm_clipped(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
        optimizer.zero_grad()
        (-estimate).backward()
        torch.nn.utils.clip_grad_norm_(critic.parameters(), c)
        optimizer.step()
    return estimate.item()


def one_bound(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: every(critic, lambda w: w.clamp_(c)))


def in_pairs(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = (critic(draw_real()) - critic(draw_fake())).mean()
        optimizer.zero_grad()
        (-estimate).backward()
        optimizer.step()
        clip(critic, c)
    return estimate.item()


def fixed_c(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: clip(critic, 0.01))


def by_norm(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    def scaled(c):
        every(critic, lambda w: w.mul_(min(1.0, c / float(w.norm()))))

    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, scaled)


def signs(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: every(critic, lambda w: w.sign_().mul_(c)))


def clip_with_graph(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return walks(
        critic, optimizer, draw_real, draw_fake, n_critic, c, lambda c: [weight.clamp_(-c, c) for weight in critic.parameters()]
    )


def new_parameters(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    def replaced(c):
        for name, weight in list(critic.named_parameters()):
            setattr(critic, name, torch.nn.Parameter(weight.detach().clamp(-c, c)))

    return walks(critic, optimizer, draw_real, draw_fake, n_critic, c, replaced)


def one_step(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return by_data(critic, optimizer, draw_real, draw_fake, 1, c)


def returns_in_the_loop(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):  # noqa: RET503
    for _ in range(n_critic):
        estimate = up(critic, optimizer, draw_real(), draw_fake())
        clip(critic, c)
        return estimate


def draws_twice(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        up(critic, optimizer, draw_real(), draw_fake())
        clip(critic, c)
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
    return estimate.item()


def no_defaults(critic, optimizer, draw_real, draw_fake, n_critic, c):
    return by_data(critic, optimizer, draw_real, draw_fake, n_critic, c)


def six_by_default(critic, optimizer, draw_real, draw_fake, n_critic=6, c=0.01):
    return by_data(critic, optimizer, draw_real, draw_fake, n_critic, c)


def c_by_default(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.1):
    return by_data(critic, optimizer, draw_real, draw_fake, n_critic, c)


def own_optimizer(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return by_data(critic, torch.optim.SGD(critic.parameters(), lr=0.01), draw_real, draw_fake, n_critic, c)


def freezes(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    estimate = by_data(critic, optimizer, draw_real, draw_fake, n_critic, c)
    critic.requires_grad_(False)
    return estimate


def returns_the_loss(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return -by_data(critic, optimizer, draw_real, draw_fake, n_critic, c)


def returns_after_the_step(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        real, fake = draw_real(), draw_fake()
        up(critic, optimizer, real, fake)
        clip(critic, c)
    return (critic(real).mean() - critic(fake).mean()).item()


def history(critic, optimizer, draw_real, draw_fake, n_critic, c):
    estimates = []
    for _ in range(n_critic):
        estimates.append(up(critic, optimizer, draw_real(), draw_fake()))
        clip(critic, c)
    return estimates


def returns_the_first(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return history(critic, optimizer, draw_real, draw_fake, n_critic, c)[0]


def returns_the_mean(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return sum(history(critic, optimizer, draw_real, draw_fake, n_critic, c)) / n_critic


def returns_all(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    return history(critic, optimizer, draw_real, draw_fake, n_critic, c)


def returns_with_graph(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    for _ in range(n_critic):
        estimate = critic(draw_real()).mean() - critic(draw_fake()).mean()
        optimizer.zero_grad()
        (-estimate).backward()
        optimizer.step()
        clip(critic, c)
    return estimate


def returns_nothing(critic, optimizer, draw_real, draw_fake, n_critic=5, c=0.01):
    by_data(critic, optimizer, draw_real, draw_fake, n_critic, c)
