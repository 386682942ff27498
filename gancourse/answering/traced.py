"""A tensor that notes which layers of torch it goes through: what a network does, whatever it is written as."""

import json
from typing import Any

import torch
from torch import Tensor

CONVOLUTION = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
TRANSPOSED = ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
TAKES: dict[str, tuple[str, ...]] = {  # the layers that are noted, and the names of their arguments
    **{f"conv{dims}d": CONVOLUTION for dims in (1, 2, 3)},
    **{f"conv_transpose{dims}d": TRANSPOSED for dims in (1, 2, 3)},
    "convolution": CONVOLUTION,
    "linear": ("input", "weight", "bias"),
    "batch_norm": ("input", "running_mean", "running_var", "weight", "bias", "training"),
}
OTHERS = (  # noted by name alone
    "relu", "leaky_relu", "elu", "gelu", "silu", "selu", "prelu", "softplus", "tanh", "sigmoid", "hardtanh", "interpolate",
    "pixel_shuffle", "max_pool2d", "avg_pool2d", "instance_norm", "layer_norm", "group_norm", "dropout", "dropout2d",
)  # fmt: skip


def traced(value: Tensor, events: list[str]) -> Tensor:
    """A copy of a tensor. It, and all that is computed from it, notes each layer of torch that it is handed to.

    A note is a JSON object: "layer", the function's name; "out", the shape of what it gives; for those of `TAKES` also its
    weight and bias, each as {"shape", "mean", "sd", "largest"} or null, and its whole numbers, as stride and padding.
    """

    class Traced(Tensor):
        @classmethod
        def __torch_function__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            result = super().__torch_function__(function, types, args, kwargs or {})
            name = str(getattr(function, "__name__", "")).removesuffix("_")
            if name in TAKES or name in OTHERS:
                with torch._C.DisableTorchFunctionSubclass():
                    events.append(_note(name, args, kwargs or {}, result))
            return result

    return value.detach().clone().as_subclass(Traced)


def _note(name: str, args: Any, kwargs: dict[str, Any], result: Any) -> str:
    got = {**dict(zip(TAKES.get(name, ()), args, strict=False)), **kwargs}
    note: dict[str, Any] = {"layer": name, "out": list(result.shape) if isinstance(result, Tensor) else None}
    for key, value in got.items():
        if key in ("weight", "bias"):
            note[key] = _summary(value)
        elif isinstance(value, bool | int):
            note[key] = value
        elif isinstance(value, tuple | list) and all(isinstance(each, int) for each in value):
            note[key] = list(value)
    return json.dumps(note)


def _summary(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, Tensor):
        return None
    flat = value.detach().double().flatten()
    return {
        "shape": list(value.shape),
        "mean": flat.mean().item(),
        "sd": flat.std(correction=0).item(),
        "largest": flat.abs().max().item() if len(flat) else 0.0,
    }
