"""Answers to 07.remembered."""

import torch

WRONG = {
    "fakes_the_wrong_way": "fakes count as recognised where the logit is above 0",
    "pooled": "all samples are pooled",
    "fakes_alone": "the real samples are left out",
    "errors": "this is the share of errors",
    "border_of_D": "the logits are compared with 0.5",
    "means_of_D": "means of D and not shares",
    "added": "the two shares are added",
    "newest_first": "the frames come in the opposite order",
    "one_for_all": "one number for all frames",
    "mean_everywhere": "every frame gets the mean over all frames",
    "all_frames_at_once": "hand it one frame after the other",
    "mean_of_booleans": "these are booleans",
    "a_list": "it returns a list",
    "with_graph": "returned with a graph",
    "real_as_fake": "the real samples are counted as fakes",
    "learns": "gradients are left in the discriminator",
    "prints": "is the `return` missing",
}
RIGHT = ["frame_by_frame", "all_at_once", "by_sign"]


def rights(discriminator, real, frames):
    with torch.no_grad():
        return discriminator(real) > 0, torch.stack([discriminator(frame) < 0 for frame in frames])


def fakes_the_wrong_way(discriminator, real, frames):
    known, caught = rights(discriminator, real, frames)
    return (known.double().mean() + (~caught).double().mean(1)) / 2


def pooled(discriminator, real, frames):
    known, caught = rights(discriminator, real, frames)
    return (known.sum() + caught.sum(1)) / (len(real) + frames.shape[1])


def fakes_alone(discriminator, real, frames):
    return rights(discriminator, real, frames)[1].double().mean(1)


def errors(discriminator, real, frames):
    return 1 - frame_by_frame(discriminator, real, frames)


def border_of_D(discriminator, real, frames):  # noqa: N802, D is the discriminator
    with torch.no_grad():
        caught = torch.stack([(discriminator(frame) < 0.5).double().mean() for frame in frames])
        return ((discriminator(real) > 0.5).double().mean() + caught) / 2


def means_of_D(discriminator, real, frames):  # noqa: N802
    with torch.no_grad():
        on_fakes = torch.stack([torch.sigmoid(discriminator(frame)).mean() for frame in frames])
        return (torch.sigmoid(discriminator(real)).mean() + 1 - on_fakes) / 2


def added(discriminator, real, frames):
    return 2 * frame_by_frame(discriminator, real, frames)


def newest_first(discriminator, real, frames):
    return frame_by_frame(discriminator, real, frames).flip(0)


def one_for_all(discriminator, real, frames):
    return frame_by_frame(discriminator, real, frames).mean()


def mean_everywhere(discriminator, real, frames):
    each = frame_by_frame(discriminator, real, frames)
    return each.mean().expand(len(each))


def all_frames_at_once(discriminator, real, frames):
    return ((discriminator(real) > 0).float().mean() + (discriminator(frames) < 0).float().mean(1)) / 2


def mean_of_booleans(discriminator, real, frames):
    return (discriminator(real) > 0).mean() / 2 + torch.stack([(discriminator(frame) < 0).mean() for frame in frames]) / 2


def a_list(discriminator, real, frames):
    return frame_by_frame(discriminator, real, frames).tolist()


def with_graph(discriminator, real, frames):
    return frame_by_frame(discriminator, real, frames) + 0 * discriminator(real).sum()


def real_as_fake(discriminator, real, frames):
    known, caught = rights(discriminator, real, frames)
    return ((~known).double().mean() + caught.double().mean(1)) / 2


def learns(discriminator, real, frames):
    discriminator(real).sum().backward()
    return frame_by_frame(discriminator, real, frames)


def prints(discriminator, real, frames):
    print(frame_by_frame(discriminator, real, frames))


def frame_by_frame(discriminator, real, frames):
    known, caught = rights(discriminator, real, frames)
    return (known.double().mean() + caught.double().mean(1)) / 2


def all_at_once(discriminator, real, frames):
    with torch.no_grad():
        logits = discriminator(torch.cat([real, frames.flatten(0, 1)]))
    known, caught = logits[: len(real)] > 0, logits[len(real) :].view(len(frames), -1) < 0
    return known.float().mean() / 2 + caught.float().mean(1) / 2


@torch.no_grad()
def by_sign(discriminator, real, frames):
    known = discriminator(real).sign().mean()
    caught = [discriminator(frame).sign().mean() for frame in frames]
    return torch.tensor([(known - each) / 4 + 0.5 for each in caught])
