"""What every figure of the course keeps."""

import io

import pytest
from PIL import Image

from gancourse.plots import Picture


def keeps_its_promises(draw):
    """It is a picture with its description and its size, and has the same bytes each time."""
    picture, again = draw(), draw()
    assert isinstance(picture, Picture)
    assert picture.description.endswith(".")
    assert picture.png == again.png
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.size == pytest.approx((picture.width, picture.height), abs=1)
