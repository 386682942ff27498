"""A GAN is a game: networks, players, and the turns in which they move. The contract that every game keeps."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn
from torch.autograd.graph import increment_version
from torch.optim import Optimizer

from gancourse import processes
from gancourse.batches import Batches
from gancourse.history import History
from gancourse.nets.average import Average
from gancourse.rules import check_game, check_move
from gancourse.streams import Streams

CHECKED = 50  # on an accelerator a loss is read at every 50th round: each reading stops the queue


class Game(nn.Module):
    """Networks; players, each a name and the optimiser that moves it; and turns(), one round as in a paper's algorithm box.

    A game is written by assigning its networks and `self.players`, and by its turns:

        def turns(self, batches):
            real = next(batches)
            fake = self.generator(self.noise(batches.size))
            yield {"discriminator": minimax_discriminator(self.discriminator(real), self.discriminator(fake))}
            yield {"generator": non_saturating_generator(self.discriminator(fake))}

    At each `yield` a player moves: its optimiser takes one step that lowers its loss, in its own weights and no others. The
    next line sees the player after the step, so logits are computed anew. Two names in one dict move at the same time. Never
    yield inside a `with`: the block would stay open around the move.

    Attributes:
        players: name -> optimiser.
        streams: every random draw of the game.
        rounds: rounds played so far. Schedules are functions of it.
        history: each player's loss by round, and what `log` added.
    """

    def __init__(self, streams: Streams | int | Sequence[int] = 0):
        super().__init__()
        self.streams = streams if isinstance(streams, Streams) else Streams(streams)
        self.players: dict[str, Optimizer] = {}
        self.rounds, self.history = 0, History()
        self.inside_round = False  # true after a stop between two moves of a round
        self._numbers: dict[str, Tensor] = {}  # logged in this round
        self._rates: dict[tuple[str, int], float] = {}  # the learning rates of the last move
        self._averages: dict[str, str] = {}  # name of a network -> name of its running average

    def turns(self, batches: Batches) -> Iterator[dict[str, Tensor]]:
        """One round: `yield {"discriminator": loss}` is a move. `next(batches)` is a minibatch of `batches.size` samples."""
        raise NotImplementedError(f"{type(self).__name__} has no turns: write turns(self, batches), and yield each move")

    def rate(self, player: str) -> float:
        """The factor on a player's learning rate in this round, a function of `self.rounds`; 1 unless a game says otherwise."""
        return 1.0

    def noise(self, n: int, streams: Streams | None = None) -> Tensor:
        """n latents from N(0, I) for the network called `generator`, ([seeds,] n, latent), by the game's streams or others."""
        latent = getattr(self.generator, "latent", None)
        if not isinstance(latent, int):
            raise ValueError(
                f"the generator, a {type(self.generator).__name__}, does not say how many dimensions its latents have: "
                "set generator.latent to that number"
            )
        return (streams or self.streams).normal(n, latent)

    def log(self, **numbers: Tensor | float) -> None:
        """Note numbers of this round in the history, each a scalar or, for stacked runs, one a seed.

        Raises:
            ValueError: one is no number, or of another shape.
        """
        for name, number in numbers.items():
            if not isinstance(number, Tensor | float | int):
                raise ValueError(f"log takes numbers and tensors, got {name}={number!r}")
            value = torch.as_tensor(number, device=self.streams.device).detach().clone()  # clone: a weight's own memory moves on
            if tuple(value.shape) not in ((), self.each):
                raise ValueError(f"log takes {self.asked}, got {name!r} of shape {tuple(value.shape)}")
            self._numbers[name] = value.expand(self.each)

    def average(self, network: str, decay: float = 0.999) -> None:
        """Keep an exponential running average of a network, as `self.<network>_average`, moved after each move of its weights.

            average <- decay * average + (1 - decay) * network,

        BatchNorm's running statistics included. The average is always in eval mode; samples of a generator that has one
        come from it. It begins as a copy of the network after the first move.
        """
        self._averages[network] = f"{network}_average"
        setattr(self, self._averages[network], Average(getattr(self, network), decay))

    @torch.no_grad()
    def sample(self, z: Tensor) -> Tensor:
        """What the generator makes of latents, ([seeds,] n, latent) -> ([seeds,] n, *shape), float32: in eval mode, without
        gradients, by its running average where there is one."""
        if not isinstance(z, Tensor):
            raise TypeError(f"sample takes latents, such as game.noise(64), got {z!r}")
        network = getattr(self, self._averages.get("generator", "generator"))
        training = network.training
        network.eval()
        try:
            return network(z.to(self.streams.device)).float()
        finally:
            network.train(training)

    def weights(self, player: str) -> list[nn.Parameter]:
        """What a player moves."""
        return [weight for group in self.players[player].param_groups for weight in group["params"]]

    def move(self, losses: dict[str, Tensor]) -> None:
        """One move: each player named takes one step down its own loss, all of them from where they stand now.

        Raises:
            TypeError, KeyError, ValueError: what was yielded is no move of this game.
            RuntimeError: a loss does not reach its player's weights, or uses values from before an earlier move.
            FloatingPointError: a loss is not finite.
        """
        check_move(self, losses)
        names = list(losses)
        gradients = {name: self._gradients(name, losses[name], keep=name != names[-1]) for name in names}
        shown = {name: loss.detach().clone() for name, loss in losses.items()}
        processes.average([*(g for each in gradients.values() for g in each if g is not None), *shown.values()])
        if self.streams.device.type == "cpu" or self.rounds % CHECKED == 0:
            self.check_finite(shown)
        self.log(**shown)
        for name in names:
            optimizer = self.players[name]
            for weight, gradient in zip(self.weights(name), gradients[name], strict=True):
                weight.grad = gradient
            self._set_rate(name, optimizer)
            optimizer.step()
            for weight in self.weights(name):  # torch's one-pass optimisers do not say that they wrote: autograd would not
                increment_version(weight)  # see that logits from before the move are used after it
            optimizer.zero_grad()
        self._move_averages(names)

    def forget_rates(self) -> None:
        """Take the learning rates as they stand, after a checkpoint has set them."""
        self._rates = {}

    def open_round(self) -> None:
        """Begin a round: its draws are known by its number, and what a stopped round has logged is forgotten."""
        self.inside_round, self._numbers = True, {}
        self.streams.start(self.rounds)

    def close_round(self) -> None:
        """Count the round and keep its numbers."""
        self.inside_round = False
        self.rounds += 1
        self.history.add(self.rounds, self._numbers)
        self._numbers = {}

    def check_finite(self, losses: dict[str, Tensor]) -> None:
        """Stop where a loss is infinite or not a number.

        Raises:
            FloatingPointError: with the round, the player and, for stacked runs, the seeds.
        """
        for name, loss in losses.items():
            if not loss.isfinite().all():
                bad = [
                    seed for seed, fine in zip(self.streams.seeds, loss.isfinite().view(-1).tolist(), strict=False) if not fine
                ]
                where = f" for seed{'s' if len(bad) > 1 else ''} {', '.join(map(str, bad))}" if loss.ndim else ""
                value = loss[~loss.isfinite()][0].item() if loss.ndim else loss.item()
                looked = (
                    "" if self.streams.device.type == "cpu" else f" (looked at every {CHECKED} rounds, it may be so for longer)"
                )
                raise FloatingPointError(
                    f"round {self.rounds + 1}: the loss of {name!r} is {value}{where}{looked}; its weights did not move"
                )

    def check(self) -> None:
        """Refuse a game that could only be played wrong.

        Raises:
            TypeError: a player is no optimiser.
            ValueError: there are no players, or two share one optimiser; a weight that learns is moved by none; a player
                moves weights that are no part of the game; stacked seeds would be mixed by a layer written for one run.
        """
        check_game(self)

    @property
    def each(self) -> tuple[int, ...]:
        """The shape of one number a run: () or (seeds,)."""
        return (len(self.streams.seeds),) if self.streams.stacked else ()

    @property
    def asked(self) -> str:
        return f"one number a seed, {self.each}" if self.streams.stacked else "one number"

    def _gradients(self, name: str, loss: Tensor, keep: bool) -> list[Tensor | None]:
        """A loss's gradient by its own player's weights and no one else's; whatever stood in their `grad` is forgotten."""
        weights = self.weights(name)
        for weight in weights:
            weight.grad = None
        lost = f"round {self.rounds + 1}: the loss of {name!r} does not reach its weights; was something detached?"
        if not loss.requires_grad or not any(weight.requires_grad for weight in weights):
            raise RuntimeError(lost)
        try:
            loss.sum().backward(inputs=[weight for weight in weights if weight.requires_grad], retain_graph=keep)
        except RuntimeError as error:
            if "modified by an inplace operation" in str(error) or "second time" in str(error):
                raise RuntimeError(
                    f"round {self.rounds + 1}: the loss of {name!r} uses values from before an earlier move; "
                    "a player that moved gives new logits: compute them after the yield"
                ) from error
            raise
        gradients = [weight.grad for weight in weights]
        if all(gradient is None for gradient in gradients):
            raise RuntimeError(lost)
        for weight in weights:
            weight.grad = None
        return gradients

    def _set_rate(self, name: str, optimizer: Optimizer) -> None:
        """The learning rate of this round: the first one times `rate`. One that is set by another hand is refused, not undone."""
        for number, group in enumerate(optimizer.param_groups):
            if group["lr"] != self._rates.get((name, number), group["lr"]):
                raise ValueError(
                    f"round {self.rounds + 1}: the learning rate of {name!r} was set to {group['lr']} from outside: "
                    "write it as rate(self, player), a factor that is a function of self.rounds"
                )
            group["lr"] = group.setdefault("initial_lr", group["lr"]) * self.rate(name)
            self._rates[name, number] = group["lr"]

    def _move_averages(self, names: list[str]) -> None:
        moved = {id(weight) for name in names for weight in self.weights(name)}
        for network, average in self._averages.items():
            followed = getattr(self, network)
            if any(id(weight) in moved for weight in followed.parameters()):
                getattr(self, average).update_parameters(followed)
