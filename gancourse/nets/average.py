"""The exponential running average of a network: smoother than the network that it follows, and it never trains."""

from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


class Average(AveragedModel):
    """A network's exponential running average, buffers included: it never trains, and no player moves it."""

    def __init__(self, network: nn.Module, decay: float):
        if not 0 <= decay < 1:
            raise ValueError(f"decay must be at least 0 and below 1, got {decay!r}")
        super().__init__(network, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True)
        self.decay = decay
        self.requires_grad_(False).eval()

    def train(self, mode: bool = True) -> "Average":
        return super().train(False)
