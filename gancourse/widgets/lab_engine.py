"""The GAN lab's engine in torch: it plays any game that makes points of the plane, one move or one round at a time."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from gancourse.data.mixture import Mixture
from gancourse.game import Game
from gancourse.metrics.modes import SAMPLES, high_quality_share, modes_found
from gancourse.streams import Streams
from gancourse.training import batches, moves
from gancourse.widgets import lab_code
from gancourse.widgets.lab_measures import divergences, histogram
from gancourse.widgets.lab_settings import SETTINGS, density, reach

SHOWN, SIDE, LATTICE, EVERY = 200, 40, 25, 25  # points of a frame, of the surface's and the manifold's side; rounds
Frame = tuple[dict[str, Any], list[bytes]]  # numbers, and float32 arrays as bytes in the order of PARTS
PARTS = ("real", "fake", "arrows", "surface", "manifold")
NETWORKS = ("activation", *(f"{player}_{part}" for player in lab_code.PLAYERS for part in ("layers", "width")))
RATES = tuple(f"{player}_rate" for player in lab_code.PLAYERS)
ALWAYS = ("data", "points", "batch", "stop")  # what the lab itself decides, whatever the game


class Source:
    """What `gan_lab` was given to play, and which settings of the lab reach it.

    Args:
        game: None for the library's own game; a function (streams) -> Game; a class of games that takes (generator,
            discriminator or critic, streams), for which the lab makes the networks; or a game, which is played as it stands.

    Attributes:
        live: the settings that matter.
        again: whether the game can be begun again.

    Raises:
        TypeError: it is none of these.
    """

    def __init__(self, game: Any = None):
        self.given, self.again = game, not isinstance(game, Game)
        if game is None:
            self.live = (*SETTINGS, "points")
        elif isinstance(game, Game):
            self.live = ALWAYS
        elif _takes_networks(game):
            taken = _arguments(game)
            self.live = (*ALWAYS, "seed", "latent", *NETWORKS)
            self.live += (("k",) if {"k", "n_critic"} & taken else ()) + (RATES if "lr" in taken else ())
            self.live += ("clip",) if "clip" in taken else ()
        elif callable(game) and not (isinstance(game, type) and not issubclass(game, Game)):
            self.live = (*ALWAYS, "seed")
        else:
            raise TypeError(
                f"gan_lab takes a game, a function (streams) -> game, or a class of games with the arguments (generator, "
                f"discriminator or critic, streams), got {game!r}"
            )

    def make(self, settings: Mapping[str, Any]) -> Game:
        """The game of these settings.

        Raises:
            TypeError, ValueError: what comes is no game of points of the plane; the sentence says why.
        """
        if isinstance(self.given, Game):
            return playable(self.given)
        streams = Streams(settings["seed"])
        if self.given is None:
            return lab_code.game(settings, streams)
        if not _takes_networks(self.given):
            return playable(self.given(streams))
        generator, judging = lab_code.networks(settings, streams)
        taken = _arguments(self.given)
        options: dict[str, Any] = {"generator": generator, "streams": streams}
        options["discriminator" if "discriminator" in taken else "critic"] = judging
        options |= {"k" if "k" in taken else "n_critic": settings["k"]} if "k" in self.live else {}
        options |= {"clip": settings["clip"] or None} if "clip" in self.live else {}
        if "generator_rate" in self.live:
            options["lr"] = tuple(settings[name] for name in RATES)
        return playable(self.given(**options))


def _arguments(game: type) -> set[str]:
    return set(inspect.signature(game).parameters)


def _takes_networks(game: object) -> bool:
    """Whether it is a class of games that must be given its two networks."""
    if not isinstance(game, type) or not issubclass(game, Game):
        return False
    needed = {name for name, one in inspect.signature(game).parameters.items() if one.default is one.empty}
    return "generator" in needed and bool({"discriminator", "critic"} & needed)


def judge_name(game: Game) -> str:
    """`discriminator`; or `critic`, whose values no sigmoid follows."""
    return "critic" if hasattr(game, "critic") and not hasattr(game, "discriminator") else "discriminator"


def judge(game: Game) -> nn.Module:
    """The network that judges."""
    found = getattr(game, judge_name(game), None)
    if not isinstance(found, nn.Module):
        raise ValueError(f"{type(game).__name__} has no network called discriminator or critic: the lab draws its logits")
    return found


def playable(game: object) -> Game:
    """The game, if the lab can show it.

    Raises:
        TypeError: it is no game.
        ValueError: it has stacked seeds, its generator makes no points (n, 2), or its judge returns no logits (n,).
    """
    if not isinstance(game, Game):
        raise TypeError(f"gan_lab plays a Game; what it was given made {type(game).__name__}")
    if game.streams.stacked:
        raise ValueError(f"the lab plays one seed at a time, this game has {len(game.streams.seeds)}: make it with Streams(0)")
    if not isinstance(getattr(game, "generator", None), nn.Module):
        raise ValueError(f"{type(game).__name__} has no network called generator: assign it to self.generator")
    game.check()
    points = game.sample(game.noise(4, game.streams.apart("lab")))
    if tuple(points.shape) != (4, 2):
        raise ValueError(f"the lab shows points of the plane: the generator must make (n, 2), got {tuple(points.shape)}")
    with torch.no_grad():
        logits = judge(game)(points)
    if tuple(logits.shape) != (4,):
        raise ValueError(f"the discriminator must return one logit a point, (n,), got {tuple(logits.shape)} for n = 4")
    return game


class Engine:
    """A game and what is drawn of it.

    Args:
        source: what makes the game.
        settings: all of them, checked.
        game: one that is played on, in place of a new one.
    """

    def __init__(self, source: Source, settings: Mapping[str, Any], game: Game | None = None):
        self.game = game or source.make(settings)
        self.data, self.reach, self.settings = density(settings), reach(settings), settings
        self.bound = batches(self.data, settings["batch"]).bound(self.game.streams)
        self.where = self.game.streams.device
        self.turn: Iterator[tuple[str, ...]] | None = None  # a round that has begun
        self.moves = 0
        self._default: Tensor | None = None  # state of torch's default stream between two moves
        stream = torch.Generator().manual_seed(settings["seed"])
        self.real = self.data.sample(SHOWN, stream)
        self.z = self.game.noise(SHOWN, self.game.streams.apart("lab"))
        self.reference = histogram(self.data.sample(4 * SAMPLES, stream), self.reach)
        tick = torch.linspace(-self.reach, self.reach, SIDE)
        self.plane = torch.cartesian_prod(tick, tick).flip(1).to(self.where)  # (SIDE^2, 2), row by row from the bottom
        self.lattice = lattice(self.z.shape[1]).to(self.where)
        self.measured: dict[str, Any] | None = None
        self.game.train()

    def move(self) -> str:
        """The next move of the game's own turns; returns who moved."""
        if self.turn is None:
            self.turn = moves(self.game, self.bound, [self._log])
            self.moves = 0
        with self._own_draws():
            names = next(self.turn, None)
        if names is None:  # the round had ended
            self.turn = None
            return self.move()
        self.moves += 1
        return " and ".join(names)

    def round(self) -> None:
        """What is left of a round, or a whole one."""
        with self._own_draws():
            for _ in self.turn or moves(self.game, self.bound, [self._log]):
                pass
        self.turn, self.moves = None, 0

    @contextmanager
    def _own_draws(self) -> Iterator[None]:
        """Dropout and the like go on where the last move left torch's default stream, which is then as others left it."""
        with torch.random.fork_rng([]):
            if self._default is not None:
                torch.set_rng_state(self._default)
            yield
            self._default = torch.get_rng_state()

    def _log(self, game: Game) -> None:
        """Every 25 rounds the measurements are kept in the game's history."""
        if (game.rounds + 1) % EVERY == 0:
            game.log(**self.measure(game.rounds + 1)["numbers"])

    def measure(self, now: int) -> dict[str, Any]:
        """KL and JS on a grid, and, where the data have modes, how many are found."""
        game = self.game
        points = game.sample(game.noise(SAMPLES, game.streams.apart("lab", now))).cpu()
        numbers = dict(zip(("KL", "JS"), divergences(self.reference, histogram(points, self.reach)), strict=True))
        if isinstance(self.data, Mixture) and self.settings["data"] != "drawn":
            modes, scales = self.data.modes, self.data.scales
            numbers["modes"] = float(modes_found(points, modes, scales))
            numbers["high quality"] = float(high_quality_share(points, modes, scales))
        self.measured = {"round": now, "numbers": numbers}
        return self.measured

    def snapshot(self, moved: str, fresh: bool = False) -> Frame:
        """Everything that is drawn, as it goes to the page. `fresh` measures now, whatever the round."""
        game = self.game
        if self.measured is None or (fresh and self.measured["round"] != game.rounds):
            self.measure(game.rounds)
        arrays, verdict = self.shown()
        latest = {name: float(each) for name, each in game.history.latest().items() if name in (*game.players, "distance")}
        far = {"distance": latest.pop("distance")} if "distance" in latest else {}  # the estimate of a Wasserstein game's critic
        numbers = {"round": game.rounds, "moved": moved, "moves": self.moves, "losses": latest, "measured": self.measured}
        return numbers | far | {"judge": judge_name(game), "verdict": verdict}, [
            arrays[part].cpu().numpy().tobytes() for part in PARTS
        ]

    def shown(self) -> tuple[dict[str, Tensor], dict[str, float]]:
        """The arrays of a frame, by the names of PARTS, and the mean of D, or of f, on the real and the generated points."""
        judged = judge(self.game)
        said: Callable[[Tensor], Tensor] = torch.sigmoid if judge_name(self.game) == "discriminator" else torch.clone
        training = judged.training
        judged.eval()
        try:
            with torch.no_grad():
                surface, on_real = said(judged(self.plane)), said(judged(self.real.to(self.where)))
            fake = self.game.sample(self.z).requires_grad_()
            logits = judged(fake)
            arrows = -torch.autograd.grad(self._pull(logits), fake)[0]
        finally:
            judged.train(training)
        manifold = self.game.sample(self.lattice) if len(self.lattice) else self.lattice
        arrays = dict(zip(PARTS, (self.real, fake, arrows, surface, manifold), strict=True))
        verdict = {"real": float(on_real.mean()), "fake": float(said(logits.detach()).mean())}
        return {name: array.detach().float() for name, array in arrays.items()}, verdict

    def _pull(self, logits: Tensor) -> Tensor:
        """What each fake is pulled by: the generator's loss where the game has one, else the logit itself."""
        loss: Callable[[Tensor], Tensor] | None = getattr(self.game, "generator_loss", None)
        return loss(logits) * len(logits) if loss is not None else -logits.sum()


def lattice(latent: int) -> Tensor:
    """Latents from -2.4 to 2.4 on a line (200, 1) or a square (625, 2), row by row; none in more dimensions."""
    if latent == 1:
        return torch.linspace(-2.4, 2.4, 200).unsqueeze(1)
    tick = torch.linspace(-2.4, 2.4, LATTICE)
    return torch.cartesian_prod(tick, tick).flip(1) if latent == 2 else torch.zeros(0, latent)
