"""A folder of one's own pictures: every format, upright, on white, in natural order, and bad ones named."""

import numpy
import pytest
import torch
from PIL import Image

from gancourse import data

RED, BLUE = (255, 0, 0), (0, 0, 255)


def picture(path, colour=RED, size=(20, 20), **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path, **options)


def pixels(images):
    return ((images.images + 1) * 127.5).round().int()


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".JPEG", ".webp", ".gif", ".bmp"])
def test_every_format_is_read(tmp_path, suffix):
    picture(tmp_path / f"a{suffix}")
    images = data.folder(tmp_path, size=16)
    assert images.images.shape == (1, 3, 16, 16)
    assert (pixels(images) - torch.tensor(RED)[:, None, None]).abs().max() <= 3  # what jpeg and webp lose
    assert images.labels is None
    assert images.classes is None
    assert images.credit == f"pictures of the folder {tmp_path.name}"


def test_numbers_in_names_are_compared_as_numbers(tmp_path):
    for name in ("img10", "img2", "Img1", "b", "a"):
        picture(tmp_path / f"{name}.png")
    assert data.folder(tmp_path, size=8).names == ("a", "b", "Img1", "img2", "img10")


def test_subfolders_are_labels_at_any_depth(tmp_path):
    picture(tmp_path / "cats" / "2.png", RED)
    picture(tmp_path / "cats" / "old" / "1.png", RED)
    picture(tmp_path / "dogs" / "1.png", BLUE)
    (tmp_path / "empty").mkdir()
    images = data.folder(tmp_path, size=8)
    assert images.classes == ("cats", "dogs")
    assert images.labels.tolist() == [0, 0, 1]
    assert images.labels.dtype == torch.int64
    assert pixels(images)[:, :, 0, 0].tolist() == [list(RED), list(RED), list(BLUE)]


def test_other_files_and_hidden_ones_are_passed_over(tmp_path):
    picture(tmp_path / "a.png")
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / "._a.png").write_bytes(b"what macOS leaves on a foreign disk")
    picture(tmp_path / ".thumbnails" / "a.png")
    assert data.folder(tmp_path, size=8).names == ("a",)


def test_the_centre_is_kept(tmp_path):
    wide = Image.new("RGB", (60, 20), BLUE)
    wide.paste(RED, (20, 0, 40, 20))
    wide.save(tmp_path / "a.png")
    assert (pixels(data.folder(tmp_path, size=20)) == torch.tensor(RED)[:, None, None]).all()


def test_a_photograph_is_turned_upright(tmp_path):
    lying = Image.new("RGB", (20, 20), BLUE)
    lying.paste(RED, (0, 0, 10, 20))  # red on the left
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it upright: red on top
    lying.save(tmp_path / "a.png", exif=exif)
    upright = pixels(data.folder(tmp_path, size=20))[0]
    assert upright[:, 2, 10].tolist() == list(RED)
    assert upright[:, 17, 10].tolist() == list(BLUE)


def test_what_is_transparent_becomes_white(tmp_path):
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "1.png")
    palette = Image.new("P", (20, 20), 0)
    palette.putpalette([0, 0, 0])
    palette.save(tmp_path / "2.png", transparency=0)
    assert (data.folder(tmp_path, size=8).images == 1).all()


def test_grey_of_sixteen_bits_keeps_its_shades(tmp_path):
    Image.fromarray(numpy.full((20, 20), 128 * 257, dtype=numpy.uint16)).save(tmp_path / "a.png")
    assert (pixels(data.folder(tmp_path, size=8)) == 128).all()


def test_the_first_frame_of_an_animation_counts(tmp_path):
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert (pixels(data.folder(tmp_path, size=8)) == torch.tensor(RED)[:, None, None]).all()


def test_bad_files_are_named(tmp_path):
    picture(tmp_path / "good.png")
    (tmp_path / "page.jpg").write_text("<html>not a picture</html>")
    picture(tmp_path / "whole.png", size=(200, 200))
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:100])
    (tmp_path / "empty.gif").write_bytes(b"")
    with pytest.raises(ValueError, match=r"has files that are no whole pictures: cut.png, empty.gif, page.jpg$"):
        data.folder(tmp_path)
    for name in ("w1", "w2"):
        (tmp_path / f"{name}.webp").write_bytes(b"")
    with pytest.raises(ValueError, match=r"page.jpg and 2 more$"):
        data.folder(tmp_path)


def test_folders_without_pictures_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"there is no folder .*nowhere"):
        data.folder(tmp_path / "nowhere")
    with pytest.raises(ValueError, match=r"holds no pictures; it needs files that end in .png, .jpg"):
        data.folder(tmp_path)
    with pytest.raises(ValueError, match="size must be a whole number of pixels from 8 to 512"):
        data.folder(tmp_path, size=1000)


def test_pictures_beside_subfolders_are_refused(tmp_path):
    picture(tmp_path / "cats" / "1.png")
    picture(tmp_path / "stray.png")
    with pytest.raises(ValueError, match=r"holds pictures beside its subfolders \(stray.png\)"):
        data.folder(tmp_path)
