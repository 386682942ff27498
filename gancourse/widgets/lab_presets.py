"""Settings of the GAN lab that show something: what to choose, and what to look for. Each did so on every seed that was tried."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Preset:
    """A setting with a name, and the sentences that say what to look for."""

    label: str
    look: str
    settings: dict[str, Any] = field(default_factory=dict)


PRESETS: dict[str, Preset] = {
    "converge": Preset(
        "it converges",
        "Look for the modes: within some 1,500 rounds the generated points reach all eight clusters and stay there. Look at the "
        "losses too: they say nothing of it.",
    ),
    "collapse": Preset(
        "it collapses",
        "Look at the crosses: they gather in one clump. D learns to call its place fake, and they run away together, to "
        "another: seldom more than one or two modes at a time, and no rest. (G learns five times as fast as D, with much "
        "momentum.)",
        {
            "activation": "relu",
            "generator_rate": 0.005,
            "generator_beta1": 0.9,
            "discriminator_rate": 0.001,
            "discriminator_beta1": 0.9,
        },
    ),
    "oscillate": Preset(
        "it oscillates",
        "Look at the picture and at D's means: D says one half everywhere, and yet the crosses never come to rest on the "
        "clusters; they swing past them. G outruns D, whose surface is always that of a moment ago.",
        {"generator_rate": 0.01, "discriminator_rate": 0.001},
    ),
    "vanish": Preset(
        "the gradient vanishes",
        "Look at the arrows: after some fifty rounds D is sure of every generated point, the minimax loss pulls with the "
        "weight D, which is nearly 0, and the generator stands still. Compare with the non-saturating loss.",
        {"loss": "minimax", "k": 5, "discriminator_rate": 0.01, "generator_optimiser": "SGD", "generator_rate": 0.02},
    ),
    "wgan": Preset(
        "WGAN, clipped",
        "Look at the points: within some 500 rounds they lie all along the ring, and no cluster is given up. But they lie "
        "between the clusters too: a critic whose weights are clipped is a gentle slope, which can hardly tell where a cluster "
        "ends. Look at the distance: it falls as the points come nearer. (Five moves of the critic a round, and RMSprop, as in "
        "the paper.)",
        {
            "loss": "wasserstein",
            "k": 5,
            "batch": 64,
            "activation": "relu",
            "clip": 0.1,
            "discriminator_optimiser": "RMSprop",
            "discriminator_rate": 0.002,
            "discriminator_layers": 3,
            "generator_optimiser": "RMSprop",
            "generator_rate": 0.005,
            "generator_layers": 3,
        },
    ),
}
