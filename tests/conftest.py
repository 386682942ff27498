"""What tests of several rooms ask for."""

import pytest
import torch


@pytest.fixture
def one_thread():
    """Threads that wait for each other are most of a tiny network's time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
