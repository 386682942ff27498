"""Answers to 08.generator."""

import torch
from torch import nn

DOUBLE = (4, 2, 1)

WRONG = {
    "first_doubles": "convolution 1 of",
    "first_padded": "from one pixel, has no padding",
    "kernel_3": "has kernel 3, stride 2, padding 1",
    "kernel_2": "but with kernel 2, stride 2, padding 0",
    "one_too_few": "fractionally strided convolutions where",
    "one_too_many": "fractionally strided convolutions where",
    "by_upsampling": "it has a layer Upsample",
    "dense_first": "begin with a fractionally strided convolution",
    "channels_grow": "the channels grow",
    "channels_constant": "all hidden maps have as many channels",
    "twice_as_wide": "has twice as many",
    "narrows_from_width": "and not of the first",
    "no_chain": "its inputs are the outputs of the layer before it",
    "norm_of_inputs": "BatchNorm2d takes the channels of the convolution before it",
    "norm_at_the_output": "there is a BatchNorm at the output",
    "relu_at_the_output": "would never be reached",
    "no_tanh": "nothing follows the last convolution",
    "sigmoid": "after the last convolution comes Sigmoid",
    "relu_first": "ReLU before BatchNorm2d",
    "no_norm": "BatchNorm2d is missing",
    "no_relu": "ReLU is missing",
    "leaky": "comes LeakyReLU",
    "tanh_everywhere": "tanh stands at the end alone",
    "bias_everywhere": "every convolution has a bias",
    "no_bias": "the last convolution has no bias",
    "first_weights_of_torch": "still those that torch draws",
    "variance_for_deviation": "the variance was given where",
    "root_of_deviation": "no root is taken of it",
    "uniform": "drawn uniformly",
    "gains_about_0": "gains are drawn about 0",
    "gains_of_1": "gains are still torch's, all 1",
    "bias_of_torch": "all biases and shifts begin at 0",
    "convolutions_about_1": "the mean 1 is for BatchNorm's gains alone",
    "seeded": "two calls give the same weights",
    "a_list": "make one network of them",
    "a_star_forgotten": "goes in with a star",
    "in_eval": "its BatchNorm is in eval mode",
}
RIGHT = ["by_a_loop", "by_a_class", "by_apply"]


def drawn(layers):
    for layer in layers:
        if isinstance(layer, nn.ConvTranspose2d):
            nn.init.normal_(layer.weight, 0, 0.02)
        elif isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight, 1, 0.02)
        if getattr(layer, "bias", None) is not None:
            nn.init.zeros_(layer.bias)
    return layers


def made(latent, channels, width, first, doublings, *, start=None, step=DOUBLE, plan=None, between=None, end=None, bias=(0, 1)):
    """The layers, with some of them otherwise: `between` gives those after a hidden convolution, from its channels."""
    plan = plan or [width * 2**power for power in reversed(range(doublings))]
    between = between or (lambda outputs: [nn.BatchNorm2d(outputs), nn.ReLU()])
    layers, inputs = [], latent
    for number, outputs in enumerate(plan):
        shape = step if number else start or (first, 1, 0)
        layers += [nn.ConvTranspose2d(inputs, outputs, *shape, bias=bool(bias[0])), *between(outputs)]
        inputs = outputs
    return [*layers, nn.ConvTranspose2d(inputs, channels, *step, bias=bool(bias[1])), *([nn.Tanh()] if end is None else end)]


def first_doubles(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, start=(first, 2, 1) if first > 3 else (2, 2, 0))))


def first_padded(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, start=(2, 2, 1))))


def kernel_3(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, step=(3, 2, 1))))


def kernel_2(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, step=(2, 2, 0))))


def one_too_few(latent, channels, width, first, doublings):
    plan = [width * 2**power for power in reversed(range(doublings))][:-1]
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, plan=plan)))


def one_too_many(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings + 1)))


def by_upsampling(latent, channels, width, first, doublings):
    layers, inputs = [nn.Upsample(scale_factor=first)], latent
    for power in reversed(range(doublings)):
        outputs = width * 2**power
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(), nn.Upsample(scale_factor=2)]
        inputs = outputs
    return nn.Sequential(*layers, nn.Conv2d(inputs, channels, 3, padding=1), nn.Tanh())


def dense_first(latent, channels, width, first, doublings):
    outputs = width * 2 ** (doublings - 1)
    layers = made(latent, channels, width, first, doublings)
    layers[0] = nn.Sequential(nn.Linear(latent, outputs * first**2), nn.Unflatten(1, (outputs, first, first)))
    return nn.Sequential(*layers)


def channels_grow(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, plan=[width * 2**i for i in range(doublings)])))


def channels_constant(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, plan=[width] * doublings)))


def twice_as_wide(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, 2 * width, first, doublings)))


def narrows_from_width(latent, channels, width, first, doublings):
    plan = [max(1, width // 2**i) for i in range(doublings)]
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, plan=plan)))


def no_chain(latent, channels, width, first, doublings):
    layers = made(latent, channels, width, first, doublings)
    layers[-2] = nn.ConvTranspose2d(2 * width, channels, 4, 2, 1)
    return nn.Sequential(*drawn(layers))


def norm_of_inputs(latent, channels, width, first, doublings):
    layers = made(latent, channels, width, first, doublings)
    layers[1] = nn.BatchNorm2d(latent)
    return nn.Sequential(*layers)


def norm_at_the_output(latent, channels, width, first, doublings):
    end = [nn.BatchNorm2d(channels), nn.Tanh()]
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, end=end)))


def relu_at_the_output(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, end=[nn.ReLU(), nn.Tanh()])))


def no_tanh(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, end=[])))


def sigmoid(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, end=[nn.Sigmoid()])))


def otherwise(between, *sizes):
    return nn.Sequential(*drawn(made(*sizes, between=between)))


def relu_first(latent, channels, width, first, doublings):
    return otherwise(lambda many: [nn.ReLU(), nn.BatchNorm2d(many)], latent, channels, width, first, doublings)


def no_norm(latent, channels, width, first, doublings):
    return otherwise(lambda many: [nn.ReLU()], latent, channels, width, first, doublings)


def no_relu(latent, channels, width, first, doublings):
    return otherwise(lambda many: [nn.BatchNorm2d(many)], latent, channels, width, first, doublings)


def leaky(latent, channels, width, first, doublings):
    return otherwise(lambda many: [nn.BatchNorm2d(many), nn.LeakyReLU(0.2)], latent, channels, width, first, doublings)


def tanh_everywhere(latent, channels, width, first, doublings):
    return otherwise(lambda many: [nn.BatchNorm2d(many), nn.Tanh()], latent, channels, width, first, doublings)


def bias_everywhere(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, bias=(1, 1))))


def no_bias(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings, bias=(0, 0))))


def first_weights_of_torch(latent, channels, width, first, doublings):
    return nn.Sequential(*made(latent, channels, width, first, doublings))


def with_first(draw, *sizes):
    """Drawn as it should be, and then the convolutions' weights by another function."""
    network = by_a_loop(*sizes)
    for layer in network:
        if isinstance(layer, nn.ConvTranspose2d):
            draw(layer.weight)
    return network


def variance_for_deviation(latent, channels, width, first, doublings):
    return with_first(lambda weight: nn.init.normal_(weight, 0, 0.02**2), latent, channels, width, first, doublings)


def root_of_deviation(latent, channels, width, first, doublings):
    return with_first(lambda weight: nn.init.normal_(weight, 0, 0.02**0.5), latent, channels, width, first, doublings)


def uniform(latent, channels, width, first, doublings):
    return with_first(lambda weight: nn.init.uniform_(weight, -0.02, 0.02), latent, channels, width, first, doublings)


def convolutions_about_1(latent, channels, width, first, doublings):
    return with_first(lambda weight: nn.init.normal_(weight, 1, 0.02), latent, channels, width, first, doublings)


def gains_about_0(latent, channels, width, first, doublings):
    network = by_a_loop(latent, channels, width, first, doublings)
    for weight in network.parameters():
        if weight.ndim > 1 or weight.abs().max() > 0:
            nn.init.normal_(weight, 0, 0.02)
    return network


def gains_of_1(latent, channels, width, first, doublings):
    network = by_a_loop(latent, channels, width, first, doublings)
    for layer in network:
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.ones_(layer.weight)
    return network


def bias_of_torch(latent, channels, width, first, doublings):
    layers = made(latent, channels, width, first, doublings)
    kept = layers[-2].bias.detach().clone()
    drawn(layers)
    with torch.no_grad():
        layers[-2].bias.copy_(kept)
    return nn.Sequential(*layers)


def seeded(latent, channels, width, first, doublings):
    torch.manual_seed(0)
    return by_a_loop(latent, channels, width, first, doublings)


def a_list(latent, channels, width, first, doublings):
    return drawn(made(latent, channels, width, first, doublings))


def a_star_forgotten(latent, channels, width, first, doublings):
    return nn.Sequential(drawn(made(latent, channels, width, first, doublings)))


def in_eval(latent, channels, width, first, doublings):
    return by_a_loop(latent, channels, width, first, doublings).eval()


def by_a_loop(latent, channels, width, first, doublings):
    return nn.Sequential(*drawn(made(latent, channels, width, first, doublings)))


def by_a_class(latent, channels, width, first, doublings):
    class Generator(nn.Module):
        def __init__(self):
            super().__init__()
            self.end = nn.ConvTranspose2d(width, channels, 4, stride=2, padding=1)
            self.start = nn.ConvTranspose2d(latent, width * 2 ** (doublings - 1), first, bias=False)
            self.norm = nn.BatchNorm2d(width * 2 ** (doublings - 1))
            self.blocks = nn.ModuleList()
            for power in range(doublings - 2, -1, -1):
                up = nn.ConvTranspose2d(width * 2 ** (power + 1), width * 2**power, 4, 2, 1, bias=False)
                self.blocks.append(nn.Sequential(up, nn.BatchNorm2d(width * 2**power), nn.ReLU(inplace=True)))
            drawn(self.modules())

        def forward(self, z):
            h = torch.nn.functional.relu(self.norm(self.start(z)))
            for block in self.blocks:
                h = block(h)
            return torch.tanh(self.end(h))

    return Generator()


def by_apply(latent, channels, width, first, doublings):
    def draw(layer):
        name = type(layer).__name__
        if "Conv" in name:
            layer.weight.data.normal_(0.0, 0.02)
        elif "BatchNorm" in name:
            layer.weight.data.normal_(1.0, 0.02)
            layer.bias.data.fill_(0)
        if "Conv" in name and layer.bias is not None:
            layer.bias.data.fill_(0)

    network = nn.Sequential(*made(latent, channels, width, first, doublings))
    network.apply(draw)
    return network
