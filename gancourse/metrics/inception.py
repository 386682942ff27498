"""Features of Inception v3, where its weights are on the machine: they are never fetched."""

import hashlib
import pickle
from pathlib import Path

import torch
from torch import Tensor, nn

from gancourse.metrics.features import Features

FILE = "inception_v3_google-0cc3c7bd.pth"  # torchvision's name, which ends in the file's SHA-256
SIDE = 299
MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # with which torchvision's weights were trained, of [0, 1]


def inception(path: str | Path | None = None, batch: int = 32) -> Features:
    """The 2,048 numbers before the last layer of torchvision's Inception v3, for pictures in grey or colour.

    These are not the weights of published "FID"s, which are of another training of the same network, so numbers of the two do
    not compare, and the name that results carry says so. Whoever has the others gives them to `Features`.

    Args:
        path: of torchvision's file; None looks where torchvision would have put it.
        batch: pictures in one go, which are resized to 299 x 299.

    Raises:
        FileNotFoundError: the weights are not on this machine.
        ValueError: the file is damaged, or another.

    Source: Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR 2016.
    """
    file = Path(path) if path is not None else Path(torch.hub.get_dir()) / "checkpoints" / FILE
    if not file.is_file():
        raise FileNotFoundError(
            f"Inception's weights are not on this machine ({file}): put torchvision's {FILE} there, "
            'or take Features(weights.load("digit_reader").features, "digit_reader")'
        )
    wanted = Path(FILE).stem.rsplit("-", 1)[1]
    with file.open("rb") as stream:
        if not hashlib.file_digest(stream, "sha256").hexdigest().startswith(wanted):
            raise ValueError(f"{file} is damaged or another file: its SHA-256 does not begin with {wanted}")
    from torchvision.models import inception_v3

    network = inception_v3(weights=None, init_weights=False, transform_input=False)
    try:
        network.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    except (RuntimeError, pickle.UnpicklingError, TypeError) as error:
        raise ValueError(f"{file} does not hold Inception v3's weights: {str(error).splitlines()[0]}") from None
    network.fc = nn.Identity()
    return Features(_Normalised(network).eval().requires_grad_(False), "Inception v3 of torchvision", SIDE, batch)


class _Normalised(nn.Module):
    """Pictures in [-1, 1], grey or colour, as torchvision's networks want them."""

    mean: Tensor
    spread: Tensor

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network
        self.register_buffer("mean", torch.tensor(MEAN).view(3, 1, 1))
        self.register_buffer("spread", torch.tensor(SPREAD).view(3, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[1] not in (1, 3):
            raise ValueError(f"Inception sees pictures of 1 or 3 channels, got {x.shape[1]}")
        return self.network(((x.expand(-1, 3, -1, -1) + 1) / 2 - self.mean) / self.spread)
