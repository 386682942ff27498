"""One step of a GAN by hand: two linear networks, least squares as the loss, and every gradient as a formula.

The generator is x = z W + b, the discriminator's logit is l = x . w + c. With the derivatives of a loss by the logits,
g_real and g_fake, the discriminator's gradient is (g_real X + g_fake X', sum of both) and the generator's is (Z' g_fake w, ...).
"""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import given
from gancourse.checks.reply import Mistake, Reply
from gancourse.checks.task import Draw

LOSSES = {"discriminator": "least squares", "generator": "least squares generator"}


class Scene:
    """Networks, data and noise for one step of a player, all sizes different, and the weights after right and wrong steps.

    Args:
        player: who moves, "discriminator" or "generator".
        left: whether an earlier step has left gradients in the player's weights.
        single: whether there is one latent and one datum.
    """

    def __init__(self, draw: Draw, player: str, *, left: bool = False, single: bool = False):
        dim = draw.size(3, 5)
        latent = draw.size(2, 6, but=(dim,))
        n = 1 if single else draw.size(3, 8, but=(dim, latent))
        m = 1 if single else draw.size(3, 9, but=(n, dim, latent))
        self.player, self.other = player, "generator" if player == "discriminator" else "discriminator"
        cut = {"discriminator": "more than the fakes", "generator": "the way from z to the loss, which gradients must go back"}
        self.covered = f"no_grad or detach covers {cut[player]}"
        self.rate = 0.1 + float(draw.uniform(1)) / 5
        self.weights = {
            "generator": {"weight": draw.normal(latent, dim), "bias": draw.normal(dim)},
            "discriminator": {"weight": draw.normal(dim, scale=0.5), "bias": draw.normal(1)[0]},
        }
        self.real, self.z = draw.normal(n, dim) + 1, draw.normal(m, latent)
        mine = self.weights[player]
        self.left = {key: 1 + draw.uniform(*value.shape) if value.ndim else draw.uniform(1)[0] + 1 for key, value in mine.items()}
        if not left:
            self.left = {key: torch.zeros_like(value) for key, value in mine.items()}
        self.stale = {f"{key}.grad": value for key, value in self.left.items()} if left else {}
        self._by_hand()

    def _by_hand(self) -> None:
        """Samples and logits in float64."""
        maker, judge = ({key: value.double() for key, value in each.items()} for each in self.weights.values())
        self.x, self.latents, self.w = self.real.double(), self.z.double(), judge["weight"]
        self.fake = self.latents @ maker["weight"] + maker["bias"]  # (m, dim)
        self.on_real, self.on_fake = self.x @ self.w + judge["bias"], self.fake @ self.w + judge["bias"]  # logits (n,), (m,)
        self.start = flat(self.weights[self.player])

    def arguments(self) -> list[Any]:
        """What the step is called with, up to the loss; then the data, if it is the discriminator's, and the latents."""
        options: dict[str, dict[str, Any]] = {name: dict(values) for name, values in self.weights.items()}
        options[self.player].update(self.stale)
        networks = [
            {"form": "linear", "name": "generator", "options": options["generator"]},
            {"form": "score", "name": "discriminator", "options": options["discriminator"]},
        ]
        optimizer = given("descent", "optimizer", of=self.player, lr=self.rate)
        loss = given(LOSSES[self.player], "loss")
        data = [self.real] if self.player == "discriminator" else []
        return [*networks, optimizer, loss, *data, self.z]

    def slopes(self, of_real: Tensor | None, of_fake: Tensor | None) -> Tensor:
        """The discriminator's gradient, from the derivatives of a loss by the logits of real and of fake samples."""
        left, right = torch.zeros_like(self.on_real), torch.zeros_like(self.on_fake)
        g_real, g_fake = left if of_real is None else of_real, right if of_fake is None else of_fake
        return torch.cat([g_real @ self.x + g_fake @ self.fake, (g_real.sum() + g_fake.sum()).reshape(1)])

    def push(self, of_fake: Tensor) -> Tensor:
        """The generator's gradient, from the derivatives of a loss by the logits of fake samples."""
        by_sample = torch.outer(of_fake, self.w)  # (m, dim)
        return torch.cat([(self.latents.T @ by_sample).flatten(), by_sample.sum(0)])

    def gradient(self) -> Tensor:
        """The right one of the player, for least squares."""
        if self.player == "discriminator":
            return self.slopes((self.on_real - 1) / len(self.x), self.on_fake / len(self.fake))
        return self.push((self.on_fake - 1) / len(self.fake))

    def after(self, gradient: Tensor, steps: float = 1) -> Tensor:
        """The player's weights, in one vector, after gradient steps with the optimiser's rate."""
        return self.start - steps * self.rate * gradient

    def loss(self, moved: Tensor | None = None) -> Tensor:
        """The player's loss, before the step or, given its weights after it, then."""
        on_real, on_fake = self.on_real, self.on_fake
        if moved is not None and self.player == "discriminator":
            on_real, on_fake = (x @ moved[:-1] + moved[-1] for x in (self.x, self.fake))
        elif moved is not None:
            latent, dim = self.weights["generator"]["weight"].shape
            fake = self.latents @ moved[: latent * dim].view(latent, dim) + moved[latent * dim :]
            on_fake = fake @ self.w + self.weights["discriminator"]["bias"].double()
        if self.player == "generator":
            return (on_fake - 1).square().mean() / 2
        return (on_real - 1).square().mean() / 2 + on_fake.square().mean() / 2

    def check_ran(self, reply: Reply) -> None:
        """The step ended, and its fakes were made in this call from the latents that it got.

        Raises:
            Mistake: it was not so.
        """
        kind, text = (str(each) for each in (reply.raw.get("problem") or ("", "")))
        if "does not require grad" in text:
            raise Mistake(
                f"no graph leads from the loss to the {self.player}'s weights, so that backward() fails: {self.covered}"
            )
        if "<lambda>()" in text:
            takes = {"discriminator": "logits of real and of fake samples", "generator": "logits of fake samples"}[self.player]
            raise Mistake(f"loss is called with other arguments than it takes: {takes}, and no labels, which it knows")
        if kind in ("", "raised"):
            self._check_calls(reply)
        reply.check_ran()
        reply.check_unchanged({4: "real", 5: "z"} if self.player == "discriminator" else {4: "z"})

    def _check_calls(self, reply: Reply) -> None:
        m, old = len(self.z), "an earlier call's are stale, since the networks have moved"
        made = [each for each in reply.events if each.startswith("generator(")]
        asked = [each for each in reply.events if each.startswith("discriminator(")]
        if reply.raw.get("problem") and not made and not asked:
            return  # it raised before it came so far
        if not made:
            raise Mistake(f"the generator is not called: make the fakes anew from the z of this call; {old}")
        if f"generator({m})" not in made:
            raise Mistake(f"the generator must be called on the z of this call, {m} latents; what was called is {made[0]}")
        if not asked and not reply.raw.get("problem"):
            raise Mistake(f"the discriminator is not asked about these fakes: the loss takes its logits, of this call; {old}")

    def check_one_step(self, reply: Reply) -> None:
        """The optimiser that was given took one step.

        Raises:
            Mistake: it took none, or several.
        """
        steps = reply.events.count("optimizer.step")
        if steps == 0:
            raise Mistake(
                "the optimizer that it was given takes no step: call optimizer.step(), with parentheses, and make no optimizer "
                "of your own, which would forget its momentum at each call"
            )
        if steps > 1:
            raise Mistake(f"the optimizer takes {steps} steps in one call: this function is one step, the loop repeats it")

    def check_other(self, reply: Reply) -> None:
        """The other player's weights are as they were, and may still learn.

        Raises:
            Mistake: they moved, or are frozen.
        """
        other = self.other
        if not torch.equal(flat(reply.weights(other)), flat(self.weights[other])):
            raise Mistake(f"the {other}'s weights move in the {self.player}'s step: the step is the {self.player}'s alone")
        frozen = reply.raw["given"][other]["frozen"]
        if frozen:
            raise Mistake(f"the {other} is left frozen (requires_grad is False): in its own next step it could not learn")


def flat(weights: dict[str, Tensor]) -> Tensor:
    """A network's weights in one vector, float64: the weight, then the bias."""
    return torch.cat([weights[key].double().flatten() for key in ("weight", "bias")])


def filled(gradients: dict[str, Tensor | None]) -> bool:
    """Whether a gradient is left in one of the weights; zeros are none."""
    return any(each is not None and bool(each.ne(0).any()) for each in gradients.values())
