"""Inception is looked for and never fetched. Its weights are drawn here, since the real ones are on few machines."""

import hashlib

import pytest
import torch
from torchvision.models import inception_v3

from gancourse.metrics import inception as place
from gancourse.metrics.inception import inception
from gancourse.runtime import stream


def test_without_its_weights_it_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    with pytest.raises(
        FileNotFoundError, match=r"not on this machine .*inception_v3_google-0cc3c7bd.pth there, or take Features"
    ):
        inception()


def test_another_file_is_refused(tmp_path):
    file = tmp_path / place.FILE
    file.write_bytes(b"something else")
    with pytest.raises(ValueError, match="SHA-256 does not begin with 0cc3c7bd"):
        inception(file)


def named(folder, monkeypatch, state):
    """Weights in a file whose name ends in its own checksum, as torchvision's does."""
    first = folder / "first.pth"
    torch.save(state, first)
    name = f"inception-{hashlib.sha256(first.read_bytes()).hexdigest()[:8]}.pth"
    monkeypatch.setattr(place, "FILE", name)
    return first.rename(folder / name)


def test_other_weights_are_refused(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="does not hold Inception v3's weights"):
        inception(named(tmp_path, monkeypatch, {"strange": torch.zeros(2)}))


def test_with_weights_it_gives_the_numbers_before_the_last_layer(tmp_path, monkeypatch):
    """Seconds, because the network has 27 million weights."""
    network = inception_v3(weights=None, init_weights=False, transform_input=True)
    (tmp_path / "checkpoints").mkdir()
    named(tmp_path / "checkpoints", monkeypatch, network.state_dict())
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    look = inception()
    grey = torch.rand(2, 1, 299, 299, generator=stream(0)) * 2 - 1
    found = look(grey)
    assert found.values.shape == (2, 2048)
    assert found.origin.features == "Inception v3 of torchvision"
    # torchvision's own preprocessing of pictures in [0, 1], by its published means and deviations
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    ready = ((grey + 1) / 2).repeat(1, 3, 1, 1).sub(mean.view(1, 3, 1, 1)).div(deviation.view(1, 3, 1, 1))
    network.eval().transform_input = False
    seen = []
    network.fc.register_forward_pre_hook(lambda layer, given: seen.append(given[0]))
    with torch.no_grad():
        network(ready)
    torch.testing.assert_close(found.values, seen[0], rtol=1e-3, atol=1e-4)
    with pytest.raises(ValueError, match="1 or 3 channels, got 2"):
        look(grey.repeat(1, 2, 1, 1))
