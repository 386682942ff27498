"""Lesson 08: DCGAN's generator, put together from torch's layers. It is looked at through what a latent meets on its way."""

import json
from typing import Any

from gancourse.checks.answer import Answer, given
from gancourse.checks.lesson_08.asking import ask
from gancourse.checks.lesson_08.drawing import check_gains, check_normal
from gancourse.checks.reply import Mistake, Reply
from gancourse.checks.task import Draw, Task

generator = Task("08.generator", "DCGAN's generator", points=4)

KNOWN = {
    "'list' object is not callable": "it returns a list of layers: make one network of them, nn.Sequential(*layers)",
    "'tuple' object is not callable": "it returns several things: return the network alone, nn.Sequential(*layers)",
    "'Tensor' object is not callable": "it returns a tensor: return the network, which is called with z later",
    "'NoneType' object is not callable": "it returns nothing: is the `return` missing?",
    "is not a Module subclass": "nn.Sequential takes the layers one after the other: a list of them goes in with a star, *layers",
    "to have": "a layer is handed other channels than it takes: its inputs are the outputs of the layer before it",
    "running_mean should contain": "BatchNorm2d takes the channels of the convolution before it, its outputs",
    "mat1 and mat2": "z comes as maps of one pixel, (n, latent, 1, 1): begin with a fractionally strided convolution",
    "Only zero batch or zero channel": "nothing is left of a map: the first convolution, from one pixel, has no padding",
    "Output size is too small": "a padding cuts off more than there is: the first convolution, from one pixel, has none",
}
WORDS = {
    "relu": "ReLU", "leaky_relu": "LeakyReLU", "tanh": "Tanh", "sigmoid": "Sigmoid", "batch_norm": "BatchNorm2d",
    "conv_transpose2d": "ConvTranspose2d", "conv2d": "Conv2d", "linear": "Linear", "interpolate": "Upsample",
}  # fmt: skip
UP, OTHERS = "conv_transpose2d", ("conv2d", "linear", "interpolate", "pixel_shuffle")


def word(name: str) -> str:
    """A function's layer."""
    return WORDS.get(name, name)


class Built:
    """A generator of drawn sizes, and the layers that a latent met on its way through it.

    Attributes:
        layers: in order, each {"layer", "out", ...} as `answering.traced` notes them.
        ups: the fractionally strided convolutions among them. groups: the names of the layers after each of these.
    """

    def __init__(self, answer: Answer, draw: Draw, *, width: int | None = None, doublings: int | None = None):
        self.n, self.latent, self.channels = draw.size(2, 4), draw.size(5, 9), draw.size(1, 3)
        self.first, self.doublings = draw.size(3, 5), doublings or draw.size(2, 3)
        self.width = width or draw.size(4, 7, but=(self.latent,))
        self.z = draw.normal(self.n, self.latent, 1, 1)
        self.reply = self._asked(answer)
        self.layers = [json.loads(event) for event in self.reply.events if event.startswith("{")]
        self.ups = [layer for layer in self.layers if layer["layer"] == UP]
        self.groups: list[list[str]] = []
        for layer in self.layers:
            if layer["layer"] == UP:
                self.groups.append([])
            elif self.groups:
                self.groups[-1].append(layer["layer"])

    def _asked(self, answer: Answer) -> Reply:
        sizes = (self.latent, self.channels, self.width, self.first, self.doublings)
        then: list[Any] = [given("traced", "z", value=self.z)]
        reply = ask(answer, *sizes, then=then, known=KNOWN)
        reply.check_ran()
        return reply

    @property
    def asked_for(self) -> str:
        """The sizes, in words."""
        return (
            f"latent {self.latent}, channels {self.channels}, width {self.width}, first {self.first}, doublings {self.doublings}"
        )

    @property
    def sides(self) -> list[int]:
        """Of the map after each convolution."""
        return [self.first * 2**i for i in range(self.doublings + 1)]

    @property
    def plan(self) -> list[int]:
        """The channels, from the latent to the picture."""
        hidden = [self.width * 2**i for i in reversed(range(self.doublings))]
        return [self.latent, *hidden, self.channels]

    def check_ups(self) -> None:
        """There are as many fractionally strided convolutions as the sizes ask for.

        Raises:
            Mistake: there are more, or fewer, or other layers in their place.
        """
        if len(self.ups) == self.doublings + 1:
            return
        wrong = [layer["layer"] for layer in self.layers if layer["layer"] in OTHERS]
        if wrong:
            raise Mistake(
                f"it has a layer {word(wrong[0])}: DCGAN's generator has fractionally strided convolutions alone, "
                "nn.ConvTranspose2d, the first of them from one pixel to the first map"
            )
        raise Mistake(
            f"it has {len(self.ups)} fractionally strided convolutions where {self.doublings + 1} are needed: one to the first "
            f"map, and one for each of {self.doublings} doublings, of which the last makes the picture"
        )


def pair(value: Any, usual: int) -> list[int]:
    """A kernel, stride or padding in two directions."""
    return [usual, usual] if value is None else value if isinstance(value, list) else [value, value]


def sizes_of(up: dict[str, Any]) -> tuple[list[int], list[int], list[int]]:
    """Kernel, stride and padding of a convolution."""
    return up["weight"]["shape"][2:], pair(up.get("stride"), 1), pair(up.get("padding"), 0)


@generator.property("sides: from one pixel to `first`, then each convolution doubles them", hint=1)
def _sides(answer: Answer, draw: Draw) -> None:
    for _ in range(2):
        built = Built(answer, draw)
        built.check_ups()
        before = 1
        for number, (up, side) in enumerate(zip(built.ups, built.sides, strict=True), 1):
            kernel, stride, padding = sizes_of(up)
            of = f"kernel {kernel[0]}, stride {stride[0]}, padding {padding[0]}"
            got = up["out"][-1]
            if got != side:
                raise Mistake(
                    f"convolution {number} of {len(built.ups)} makes a map of {got} x {got}, and should make one of {side} x "
                    f"{side}: it has {of}, and its input has the side {before} (for {built.asked_for})"
                )
            wanted = ([built.first] * 2, [1, 1], [0, 0]) if number == 1 else ([4, 4], [2, 2], [1, 1])
            if (kernel, stride, padding) != wanted:
                raise Mistake(
                    f"convolution {number} makes the right side, {side}, but with {of}; the task asks for kernel "
                    f"{wanted[0][0]}, stride {wanted[1][0]}, padding {wanted[2][0]}"
                )
            before = got
        built.reply.tensor((built.n, built.channels, side, side))


@generator.property("channels: latent, then halved from map to map, then the picture's", hint=2)
def _channels(answer: Answer, draw: Draw) -> None:
    for doublings in (3, 1):
        built = Built(answer, draw, doublings=doublings)
        built.check_ups()
        shapes = [up["weight"]["shape"] for up in built.ups]
        got, right = [shapes[0][0], *(shape[1] for shape in shapes)], built.plan
        if got == right:
            continue
        hidden, wanted = got[1:-1], right[1:-1]
        why = "each map has half the channels of the one before it"
        if hidden == wanted[::-1]:
            why = "the channels grow: they are most where the map is smallest, and halve from map to map"
        elif hidden == [each * 2 for each in wanted]:
            why = f"the last hidden map should have `width` = {built.width} channels, and has twice as many"
        elif hidden == [each // 2 for each in wanted]:
            why = f"the last hidden map should have `width` = {built.width} channels, and has half of them"
        elif len(set(hidden)) == 1 and len(hidden) > 1:
            why = "all hidden maps have as many channels: they halve from map to map"
        elif hidden[:1] == [built.width] and len(hidden) > 1:
            why = f"`width` = {built.width} is the channels of the last hidden map, and not of the first"
        elif got[-1] != built.channels:
            why = f"the picture should have {built.channels} channels"
        elif hidden == wanted and got[0] != right[0]:
            why = "the first convolution takes the latent's numbers as its channels"
        raise Mistake(f"{why} (for {built.asked_for}: got {arrows(got)}, right is {arrows(right)})")


def arrows(channels: list[int]) -> str:
    return " → ".join(map(str, channels))


@generator.property("after each hidden convolution BatchNorm, then ReLU; after the last tanh alone", hint=3)
def _between(answer: Answer, draw: Draw) -> None:
    built = Built(answer, draw)
    built.check_ups()
    last, hidden = built.groups[-1], built.groups[:-1]
    if "batch_norm" in last:
        raise Mistake(
            "there is a BatchNorm at the output: it would make the pictures of every batch equally bright and rich in contrast; "
            "the generator's output has none"
        )
    if not last:
        raise Mistake("nothing follows the last convolution: pictures lie in [-1, 1], where nn.Tanh brings its numbers")
    if last != ["tanh"]:
        more = ": negative numbers, the dark half of [-1, 1], would never be reached" if "relu" in last[:-1] else ""
        raise Mistake(f"after the last convolution comes {after(last)}{more or ', and should come Tanh alone'}")
    for number, names in enumerate(hidden, 1):
        if names != ["batch_norm", "relu"]:
            raise Mistake(f"after convolution {number} of {len(built.ups)} {hidden_problem(names)}")
    if not all(layer.get("training") for layer in built.layers if layer["layer"] == "batch_norm"):
        raise Mistake("its BatchNorm is in eval mode: a new network is in train mode, leave it there")


def hidden_problem(names: list[str]) -> str:
    """What is wrong with the layers after a hidden convolution."""
    if not names:
        return "comes nothing, and should come BatchNorm2d, then ReLU"
    if names == ["relu", "batch_norm"]:
        return "comes ReLU before BatchNorm2d: first normalise, then rectify, or what comes next is no longer above zero"
    if names == ["relu"]:
        return "BatchNorm2d is missing: every layer has one but the generator's last"
    if names == ["batch_norm"]:
        return "ReLU is missing: without it two layers are one linear map"
    if "leaky_relu" in names:
        return "comes LeakyReLU: that is the discriminator's, the generator has ReLU"
    if "tanh" in names or "sigmoid" in names:
        return f"comes {after(names)}: the hidden layers have ReLU, and tanh stands at the end alone"
    return f"comes {after(names)}, and should come BatchNorm2d, then ReLU"


def after(names: list[str]) -> str:
    return ", then ".join(map(word, names))


@generator.property("a bias where no BatchNorm follows, and nowhere else", hint=3)
def _bias(answer: Answer, draw: Draw) -> None:
    built = Built(answer, draw)
    built.check_ups()
    biased = [up.get("bias") is not None for up in built.ups]
    if all(biased):
        raise Mistake(
            "every convolution has a bias: BatchNorm subtracts the mean, and the bias with it, so that it never learns anything; "
            "give bias=False to those that a BatchNorm follows"
        )
    if any(biased[:-1]):
        raise Mistake(
            f"convolution {biased.index(True) + 1} of {len(biased)} has a bias that the BatchNorm after it takes away again: "
            "bias=False"
        )
    if not biased[-1]:
        raise Mistake("the last convolution has no bias: no BatchNorm with a shift follows it, so it needs one")
    for number, norm in enumerate((layer for layer in built.layers if layer["layer"] == "batch_norm"), 1):
        if norm.get("weight") is None or norm.get("bias") is None:
            raise Mistake(f"BatchNorm {number} has no gain and shift (affine=False): leave them in, they learn")


@generator.property("first weights: N(0, 0.02²), gains N(1, 0.02²), shifts and biases 0, new at each call", hint=4)
def _first(answer: Answer, draw: Draw) -> None:
    several = [Built(answer, draw, width=draw.size(9, 11), doublings=2) for _ in range(3)]
    for built in several:
        built.check_ups()
        for number, up in enumerate(built.ups, 1):
            check_normal(up["weight"], f"the weights of convolution {number} of {len(built.ups)}")
    norms = [layer for built in several for layer in built.layers if layer["layer"] == "batch_norm"]
    if not norms:
        raise Mistake("it has no BatchNorm yet, whose gains could be drawn", 3)
    check_gains([norm["weight"] for norm in norms if norm.get("weight")])
    for built in several:
        for layer in built.layers:
            if (bias := layer.get("bias")) and bias["largest"] != 0:
                raise Mistake(
                    f"the bias of a {word(layer['layer'])} begins at {bias['largest']:.3g}: all biases and shifts begin at 0"
                )
    seed = draw.seed()
    once, again = (Built(answer, Draw(seed)).ups[0]["weight"] for _ in range(2))  # of the same sizes
    if once == again:
        raise Mistake("two calls give the same weights: draw them anew, and set no seed here, for that is the caller's affair")
