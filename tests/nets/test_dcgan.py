"""The DCGAN pair against torch's own layers, hand computation and finite differences."""

from itertools import pairwise

import pytest
import torch
from torch import nn
from torch.func import functional_call

from gancourse import processes, runtime
from gancourse.nets.dcgan import DCGANDiscriminator, DCGANGenerator, Project
from gancourse.nets.layers import UpToFew
from gancourse.streams import Streams

SHAPES = [(channels, side, side) for side in (28, 32, 64) for channels in (1, 3)]
DOUBLINGS = {28: 2, 32: 3, 64: 4}


def pair(shape=(1, 28, 28), width=4, seed=0, precision=torch.float32, latent=10):
    streams = Streams(seed)
    return DCGANGenerator(latent, shape, width, streams, precision), DCGANDiscriminator(shape, width, streams, precision)


def numbers(*shape, seed=0):
    return torch.randn(*shape, generator=runtime.stream(seed))


def norms(network):
    return [part for part in network.modules() if isinstance(part, nn.BatchNorm2d)]


def plain(network):
    """The same layers and numbers as anyone would write them: no channels-last, a convolution in place of the product."""
    layers = []
    for part in network.layers:
        if isinstance(part, Project):
            side, _, channels = part.map
            kernel = part.linear.weight.detach().T.unflatten(1, part.map).permute(0, 3, 1, 2)  # (latent, channels, side, side)
            layers += [nn.Unflatten(1, (-1, 1, 1)), nn.ConvTranspose2d(part.linear.in_features, channels, side, bias=False)]
            layers[-1].weight = nn.Parameter(kernel.contiguous())
            continue
        makes = {
            nn.ConvTranspose2d: lambda p: nn.ConvTranspose2d(p.in_channels, p.out_channels, 4, 2, 1, bias=p.bias is not None),
            nn.Conv2d: lambda p: nn.Conv2d(
                p.in_channels, p.out_channels, p.kernel_size, p.stride, p.padding, bias=p.bias is not None
            ),
            nn.BatchNorm2d: lambda p: nn.BatchNorm2d(p.num_features),
            nn.ReLU: lambda p: nn.ReLU(),
            nn.LeakyReLU: lambda p: nn.LeakyReLU(0.2),
            nn.Flatten: lambda p: nn.Flatten(0),
        }
        layers.append(next(make for kind, make in makes.items() if isinstance(part, kind))(part))
        layers[-1].load_state_dict({name: value.contiguous().clone() for name, value in part.state_dict().items()})
    return nn.Sequential(*layers, *([nn.Tanh()] if isinstance(network, DCGANGenerator) else []))


@pytest.mark.parametrize("shape", SHAPES)
def test_latents_become_pictures_and_pictures_logits(shape):
    generator, discriminator = pair(shape)
    pictures = generator(numbers(3, 10))
    assert pictures.shape == (3, *shape)
    assert pictures.dtype == torch.float32
    assert pictures.abs().max() <= 1
    assert discriminator(pictures).shape == (3,)
    assert discriminator(pictures[:1]).shape == (1,)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_layers_are_the_papers(shape):
    generator, discriminator = pair(shape)
    doublings = DOUBLINGS[shape[1]]
    ups = [part for part in generator.layers if isinstance(part, nn.ConvTranspose2d)]
    downs = [part for part in discriminator.layers if isinstance(part, nn.Conv2d)]
    widths = [4 * 2**i for i in range(doublings)]  # from the largest map to the smallest
    assert [part.out_channels for part in ups] == [*reversed(widths[:-1]), shape[0]]
    assert [part.out_channels for part in downs] == [*widths, 1]
    assert len(norms(generator)) == len(ups)  # after the projection, and all convolutions but the last
    assert len(norms(discriminator)) == len(downs) - 2  # after all but the first and the last
    for network in (generator, discriminator):
        for part, after in pairwise(network.layers):
            if isinstance(part, nn.Conv2d | nn.ConvTranspose2d):
                assert (part.bias is None) == isinstance(after, nn.BatchNorm2d)  # which would take a bias away
    assert isinstance(discriminator.layers[1], nn.LeakyReLU)
    assert isinstance(generator.layers[-1], nn.ConvTranspose2d)


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (1, 64, 64)])
@pytest.mark.parametrize("mode", ["train", "eval"])
def test_float32_equals_torchs_own_layers(shape, mode):
    for network, x in zip(pair(shape), (numbers(3, 10), numbers(3, *shape)), strict=True):
        oracle = plain(network)
        network.train(mode == "train")
        oracle.train(mode == "train")
        ours, theirs = network(x), oracle(x)
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
        if mode == "train":
            for name, value in dict(oracle.named_buffers()).items():
                number, word = name.split(".")
                shift = len(oracle) - len(network.layers) - isinstance(network, DCGANGenerator)
                torch.testing.assert_close(network.layers[int(number) - shift].get_buffer(word), value, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("side", DOUBLINGS)
def test_a_place_of_the_first_map_paints_the_pixels_that_it_should(side):
    """A kernel of 4, stride 2, padding 1 spreads places a..b over 2a - 1..2b + 2."""
    generator, _ = pair((1, side, side), width=8)
    generator.eval()
    before = {}
    generator.layers[0].register_forward_hook(lambda part, given, map: before.setdefault("map", map))
    z, place = numbers(1, 10), 2
    picture = generator(z)
    changed = before["map"].clone()
    changed[:, :, place, place] += 50
    generator.layers[0].register_forward_hook(lambda part, given, map: changed)
    first = last = place
    for _ in range(DOUBLINGS[side]):
        first, last = max(2 * first - 1, 0), 2 * last + 2
    rows = (generator(z) - picture).abs().amax((0, 1, 3)).nonzero().flatten().tolist()
    assert rows == list(range(first, min(last, side - 1) + 1))


def test_a_place_of_the_discriminators_second_map_sees_ten_pixels():
    _, discriminator = pair()
    discriminator.eval()
    x = numbers(1, 1, 28, 28).requires_grad_()
    discriminator.layers[:4](x)[0, :, 3, 3].sum().backward()
    assert x.grad[0, 0].abs().amax(1).nonzero().flatten().tolist() == list(range(4 * 3 - 3, 4 * 3 + 7))
    x.grad = None
    discriminator(x).sum().backward()
    assert (x.grad != 0).all()  # the logit sees all of them


def test_first_weights_are_the_papers():
    for network in pair((3, 64, 64), width=16, latent=100):
        products = [part for part in network.modules() if isinstance(part, nn.Linear | nn.Conv2d | nn.ConvTranspose2d)]
        kernels = [part.weight.flatten() for part in products]
        gains = [part.weight for part in norms(network)]
        for drawn, mean in ((torch.cat(kernels), 0.0), (torch.cat(gains), 1.0)):
            n = len(drawn)
            assert abs(drawn.mean() - mean) < 4 * 0.02 / n**0.5  # four standard errors
            assert abs(drawn.std() / 0.02 - 1) < 4 / (2 * n) ** 0.5
        assert all((value == 0).all() for name, value in network.named_parameters() if name.endswith("bias"))
        for part in norms(network):
            assert (part.running_mean == 0).all()
            assert (part.running_var == 1).all()
            assert part.num_batches_tracked == 0


def test_weights_are_a_function_of_the_seed_alone(monkeypatch):
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    first = pair(seed=3)
    assert torch.equal(torch.rand(3), expected)  # torch's default stream was left alone
    monkeypatch.setattr(processes, "count", lambda: 2)
    monkeypatch.setattr(processes, "rank", lambda: 1)
    for one, two, other in zip(first, pair(seed=3), pair(seed=4), strict=True):
        for name, value in one.state_dict().items():
            assert torch.equal(value, two.state_dict()[name])
            assert not name.endswith("weight") or not torch.equal(value, other.state_dict()[name])


def test_without_streams_weights_come_from_torchs_default_stream():
    networks = []
    for seed in (7, 7, 8):
        torch.manual_seed(seed)
        networks.append(DCGANDiscriminator(width=4).layers[0].weight)
    assert torch.equal(networks[0], networks[1])
    assert not torch.equal(networks[0], networks[2])
    assert DCGANGenerator(width=4).precision == runtime.precision()


def channels_last(map):
    return map.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
def test_maps_are_channels_last_in_the_policys_dtype_and_results_are_plain_float32(precision):
    seen, ends = [], []
    for network, x in zip(pair((3, 32, 32), precision=precision), (numbers(2, 10), numbers(2, 3, 32, 32)), strict=True):
        for part in network.layers:
            if isinstance(part, UpToFew):  # the picture, added up in float32
                part.register_forward_hook(lambda part, given, map: ends.append(map.dtype))
            elif not isinstance(part, nn.Flatten):
                part.register_forward_hook(lambda part, given, map: seen.append((map.dtype, channels_last(map))))
        result = network(x)
        assert result.dtype == torch.float32
        assert result.is_contiguous()
        assert not torch.is_autocast_enabled("cpu")
        assert all(value.dtype == torch.float32 for value in network.parameters())
        assert all(channels_last(value) for value in network.parameters() if value.ndim == 4)
    assert set(seen) == {(precision, True)}
    assert ends == [torch.float32]


def test_bfloat16_is_near_float32():
    for exact, fast, x in zip(pair(), pair(precision=torch.bfloat16), (numbers(8, 10), numbers(8, 1, 28, 28)), strict=True):
        error = (fast(x) - exact(x)).detach().abs()
        assert 0 < error.max() < 0.03 * exact(x).detach().abs().max()  # eight bits of mantissa: 0.4% a rounding
        for fine, rough in zip(exact.parameters(), fast.parameters(), strict=True):
            assert torch.equal(fine, rough)


def penalty(critic, x, weights=None):
    """The mean over a batch of the squared norm of the logit's gradient by the picture."""
    x = x.detach().requires_grad_()
    logits = critic(x) if weights is None else functional_call(critic, weights, (x,))
    (slope,) = torch.autograd.grad(logits.sum(), x, create_graph=True)
    return slope.square().sum((1, 2, 3)).mean()


def test_a_gradient_penalty_has_the_right_gradient():
    critic = pair()[1].double()
    weights = {name: weight.detach() for name, weight in critic.named_parameters()}
    x = numbers(3, 1, 28, 28).double()
    way = {name: numbers(*weight.shape, seed=5).double() for name, weight in weights.items()}
    penalty(critic, x).backward()
    slope = sum((w.grad * way[name]).sum() for name, w in critic.named_parameters() if w.grad is not None)
    there, back = ({name: weight + step * way[name] for name, weight in weights.items()} for step in (1e-7, -1e-7))
    torch.testing.assert_close(slope, (penalty(critic, x, there) - penalty(critic, x, back)) / 2e-7, rtol=1e-4, atol=1e-8)


def test_a_gradient_penalty_works_in_bfloat16():
    gradients = []
    for precision in (torch.float32, torch.bfloat16):
        critic = pair(precision=precision)[1]
        penalty(critic, numbers(8, 1, 28, 28)).backward(inputs=[critic.layers[2].weight])
        gradients.append(critic.layers[2].weight.grad)
    assert (gradients[1] - gradients[0]).norm() < 0.15 * gradients[0].norm()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: DCGANGenerator(shape=(1, 30, 30)), r"side of 28, 32, 64, got \(1, 30, 30\)"),
        (lambda: DCGANDiscriminator((3, 32, 64)), r"got \(3, 32, 64\)"),
        (lambda: DCGANDiscriminator((28, 28)), r"got \(28, 28\)"),
        (lambda: DCGANGenerator(0), "latent.* above zero, got 0"),
        (lambda: DCGANGenerator(width=0), "width.* above zero, got 0"),
        (
            lambda: DCGANGenerator(streams=Streams([0, 1])),
            r"would mix the stacked seeds \[0, 1\]: give a DCGAN the streams of one",
        ),
        (lambda: DCGANDiscriminator(streams=Streams([0])), r"would mix the stacked seeds \[0\]"),
        (lambda: DCGANDiscriminator(precision=torch.float16), "must be torch.float32 or torch.bfloat16, got torch.float16"),
        (lambda: pair()[0](torch.zeros(3, 11)), r"z must be \(n, 10\), one latent a row, got \(3, 11\)"),
        (lambda: pair()[1](torch.zeros(3, 784)), r"x must be \(n, 1, 28, 28\), one picture a row, got \(3, 784\)"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        make()
    assert "\n" not in str(caught.value)
