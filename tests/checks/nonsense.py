"""Answers that no check may stumble over. Loaded by tests in this process, and as text in another: it imports what it needs."""

import random
import warnings

import numpy
import torch

LONG, MANY = "x" * (40 * 2**20), list(range(10**6))


class Liar(torch.Tensor):
    """A tensor that says what one wants to hear."""

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


class Chameleon:
    """It equals everything, is of every class, and has every length."""

    __class__ = torch.Tensor

    def __eq__(self, other):
        return True

    __hash__ = None

    def __float__(self):
        return 1.0

    def __len__(self):
        return 10**9

    def __iter__(self):
        while True:
            yield self

    requires_grad = True
    shape = ()


class Thorn:
    """Whatever one asks of it, it raises."""

    def __getattribute__(self, name):
        raise RuntimeError("do not touch")

    def __eq__(self, other):
        raise RuntimeError("do not compare")

    __hash__ = None

    def __repr__(self):
        raise RuntimeError("do not show")

    def __float__(self):
        raise RuntimeError("do not count")

    __int__ = __bool__ = __len__ = __iter__ = __index__ = __float__


class Word(str):
    """A word whose letters cannot be had."""

    def __str__(self):
        raise RuntimeError("no letters")

    __format__ = __repr__ = __len__ = __str__


class Number(float):
    """A number that compares as one likes."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __float__(self):
        return float("nan")


class Mute(Exception):  # noqa: N818
    """An exception that does not say what it is."""

    def __str__(self):
        raise RuntimeError("no words")


def raises(kind, *words):
    def answer(*arguments):
        raise kind(*words)

    return answer


def returns(make):
    def answer(*arguments):
        return make(*arguments)

    return answer


def endless_list(*arguments):
    itself = []
    itself += [itself] * 900
    return itself


def changes_inputs(*arguments):
    for argument in arguments:
        if isinstance(argument, torch.Tensor):
            argument.data = argument.data.double() + 1
    return torch.zeros(())


def takes_inputs_apart(*arguments):
    for argument in arguments:
        if isinstance(argument, torch.Tensor):
            argument.__class__ = Liar
        elif isinstance(argument, torch.nn.Module):
            argument.named_parameters = None
            argument.weight = None
    return torch.zeros(())


def reseeds(*arguments):
    torch.manual_seed(1)
    numpy.random.seed(1)
    random.seed(1)
    return torch.rand(()) + numpy.random.rand() + random.random()


def sets_the_world(*arguments):
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    torch.set_default_device("meta")
    return torch.zeros(())


def patches_torch(*arguments):
    torch.mean = torch.Tensor.mean = torch.allclose = torch.as_tensor = torch.nn.functional.softplus = lambda *a, **k: None
    del torch.square
    return torch.zeros(())


async def never_awaited(*arguments):
    return 1.0


def yields(*arguments):
    yield 1.0


def recurses(*arguments):
    return recurses(*arguments)


def prints(*arguments):
    print("0.5")


def quantized(*arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.quantize_per_tensor(torch.zeros(3), 0.1, 0, torch.quint8)


ANSWERS = {
    "exit": raises(SystemExit, 0),
    "interrupt": raises(KeyboardInterrupt),
    "recursion error": raises(RecursionError),
    "memory": raises(MemoryError),
    "mute": raises(Mute),
    "generator exit": raises(GeneratorExit),
    "liar": returns(lambda *a: torch.zeros(()).as_subclass(Liar)),
    "chameleon": returns(lambda *a: Chameleon()),
    "thorn": returns(lambda *a: Thorn()),
    "thorns": returns(lambda *a: [Thorn(), {"a": Thorn()}, (Thorn(),)]),
    "word": returns(lambda *a: Word("1.0")),
    "number": returns(lambda *a: Number(1.0)),
    "whole number": returns(lambda *a: 10**5000),
    "long text": returns(lambda *a: LONG),
    "many": returns(lambda *a: MANY),
    "expanded": returns(lambda *a: torch.ones(1, requires_grad=True).expand(10**12)),
    "meta": returns(lambda *a: torch.zeros(3, device="meta")),
    "sparse": returns(lambda *a: torch.zeros(3, 3).to_sparse()),
    "quantized": quantized,
    "conjugate": returns(lambda *a: torch.ones(3, dtype=torch.complex64).conj()),
    "complex": returns(lambda *a: torch.ones((), dtype=torch.complex64, requires_grad=True)),
    "float8": returns(lambda *a: torch.zeros(3).to(torch.float8_e4m3fn)),
    "bool": returns(lambda *a: torch.tensor(True)),
    "not a number": returns(lambda *a: torch.tensor(float("nan"), requires_grad=True)),
    "infinity": returns(lambda *a: float("inf")),
    "objects": returns(lambda *a: numpy.array([Thorn(), None])),
    "wide array": returns(lambda *a: numpy.broadcast_to(numpy.ones(1), (10**12,))),
    "long double": returns(lambda *a: numpy.longdouble(1)),
    "swapped bytes": returns(lambda *a: numpy.ones(3, dtype=">f4")),
    "ellipsis": returns(lambda *a: ...),
    "its arguments": returns(lambda *a: a),
    "itself": returns(lambda *a: raises),
    "module": returns(lambda *a: torch),
    "key": returns(lambda *a: {"\0": [1, 2], "opaque": 3, None: 4}),
    "opaque": returns(lambda *a: {"opaque": Thorn}),
    "surrogate": returns(lambda *a: "\ud800"),
    "endless list": endless_list,
    "changes inputs": changes_inputs,
    "takes inputs apart": takes_inputs_apart,
    "reseeds": reseeds,
    "sets the world": sets_the_world,
    "patches torch": patches_torch,
    "never awaited": never_awaited,
    "yields": yields,
    "recurses": recurses,
    "prints": prints,
    "class": Thorn,
    "chameleon's class": Chameleon,
    "type": type,
    "input": lambda *a: input(),
}
