"""Device, seed, precision, budget and claims: the choice, for machines that are not here too."""

import pytest
import torch

from gancourse import runtime


@pytest.fixture
def clean(monkeypatch):
    """No setting from outside, and a machine of our choice."""
    monkeypatch.delenv("GANCOURSE_DEVICE", raising=False)
    monkeypatch.delenv("GANCOURSE_BUDGET", raising=False)

    def machine(cuda=0, mps=False, capability=(8, 0), flags=None):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: cuda)
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda where: capability)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: flags or {}, raising=False)

    machine()
    return machine


@pytest.mark.parametrize(
    ("cuda", "mps", "chosen"), [(0, False, "cpu"), (0, True, "mps"), (1, False, "cuda"), (2, True, "cuda")], ids=str
)
def test_the_first_of_cuda_mps_cpu_is_chosen(clean, cuda, mps, chosen):
    clean(cuda=cuda, mps=mps)
    assert runtime.device() == torch.device(chosen)


def test_the_variable_overrides_and_the_argument_overrides_the_variable(clean, monkeypatch):
    clean(cuda=2, mps=True)
    monkeypatch.setenv("GANCOURSE_DEVICE", "cuda:1")
    assert runtime.device() == torch.device("cuda:1")
    assert runtime.device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["tpu", "cuda:x", "cpu:0", "mps:1", " cuda"])
def test_a_name_that_is_no_device_is_refused(clean, name):
    clean(cuda=1, mps=True)
    with pytest.raises(ValueError, match="a device is cuda, cuda:N, mps or cpu"):
        runtime.device(name)


@pytest.mark.parametrize(("cuda", "name"), [(0, "cuda"), (0, "mps"), (1, "cuda:1"), (0, "cuda:0")])
def test_a_device_that_is_not_here_is_refused_with_the_remedy(clean, cuda, name):
    clean(cuda=cuda)
    with pytest.raises(RuntimeError, match=f"'{name}' is not available here .* unset GANCOURSE_DEVICE"):
        runtime.device(name)


@pytest.mark.parametrize(
    ("flags", "dtype"),
    [({}, "float32"), ({"amx_bf16": True}, "bfloat16"), ({"avx512_bf16": True}, "bfloat16"), ({"avx512_f": True}, "float32")],
    ids=["plain", "amx", "avx512_bf16", "avx512"],
)
def test_precision_on_a_cpu_follows_its_flags(clean, flags, dtype):
    clean(flags=flags)
    assert runtime.precision("cpu") == getattr(torch, dtype)


@pytest.mark.parametrize(("capability", "dtype"), [((7, 5), torch.float32), ((8, 0), torch.bfloat16), ((9, 0), torch.bfloat16)])
def test_precision_on_cuda_follows_its_capability(clean, capability, dtype):
    clean(cuda=1, capability=capability)
    assert runtime.precision() == dtype


def test_mps_and_the_smoke_budget_stay_in_float32(clean, monkeypatch):
    clean(mps=True, flags={"amx_bf16": True})
    assert runtime.precision() == torch.float32
    monkeypatch.setenv("GANCOURSE_BUDGET", "smoke")
    assert runtime.precision("cpu") == torch.float32


def test_a_torch_that_does_not_tell_its_flags_runs_in_float32(clean, monkeypatch):
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert runtime.precision("cpu") == torch.float32


@pytest.mark.parametrize(("name", "length"), [(None, 2), ("", 2), ("smoke", 1), ("cpu", 2), ("gpu", 3)])
def test_the_budget_picks_its_own_length(clean, monkeypatch, name, length):
    if name is not None:
        monkeypatch.setenv("GANCOURSE_BUDGET", name)
    assert runtime.budget(smoke=1, cpu=2, gpu=3) == length


def test_an_unknown_budget_is_refused(clean, monkeypatch):
    monkeypatch.setenv("GANCOURSE_BUDGET", "full")
    with pytest.raises(ValueError, match="GANCOURSE_BUDGET must be one of smoke, cpu, gpu, got 'full'"):
        runtime.budget(smoke=1, cpu=2, gpu=3)


def test_a_claim_that_fails_stops_a_lesson_except_at_the_smoke_budget(clean, monkeypatch, capsys):
    runtime.claim("one is one", holds=True)
    assert capsys.readouterr().out == "Claim holds: one is one\n"
    with pytest.raises(AssertionError, match="claim fails at the cpu budget: one is two"):
        runtime.claim("one is two", holds=False)
    monkeypatch.setenv("GANCOURSE_BUDGET", "smoke")
    runtime.claim("one is two", holds=False)
    assert "Not tested at the smoke budget" in capsys.readouterr().out


def test_a_stream_is_a_function_of_its_seed_alone():
    torch.manual_seed(5)
    first = torch.rand(4, generator=runtime.stream(7))
    torch.rand(100)
    assert torch.equal(first, torch.rand(4, generator=runtime.stream(7)))
    assert not torch.equal(first, torch.rand(4, generator=runtime.stream(8)))


def test_seed_reaches_all_three_global_streams():
    import random

    import numpy

    def draws():
        runtime.seed(2**40 + 3)
        return torch.rand(1).item(), numpy.random.rand(), random.random()

    assert draws() == draws()
