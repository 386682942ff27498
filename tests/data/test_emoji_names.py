"""Every emoji has one name of its own, the same under every Python."""

import unicodedata

import pytest

from gancourse.data import emoji_names
from gancourse.data.emoji import points_of, svg_files


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("1F600", "grinning face"),
        ("1F468-200D-1F680", "man, rocket"),
        ("1F469-1F3FD-200D-1F680", "woman, medium skin tone, rocket"),
        ("1F3C3-200D-2640-FE0F-200D-27A1-FE0F", "runner, woman, facing right"),
        ("2640-FE0F", "female sign"),
        ("27A1", "black rightwards arrow"),
        ("1F468-1F3FF-200D-1F9B0", "man, dark skin tone, red hair"),
        ("1F3FB", "light skin tone"),
        ("1F9B0", "red hair"),
        ("0023-FE0F-20E3", "keycap #"),
        ("0037-FE0F-20E3", "keycap 7"),
        ("20E3", "combining enclosing keycap"),
        ("1F1EB-1F1F7", "flag FR"),
        ("1F1E6", "regional indicator symbol letter a"),
        ("1F3F4-E0067-E0062-E0073-E0063-E0074-E007F", "flag GB-SCT"),
        ("1F3F4-E0075-E0073-E0074-E0078-E007F", "flag US-TX"),
        ("1F3F4", "waving black flag"),
        ("1F3F4-200D-2620-FE0F", "waving black flag, skull and crossbones"),
        ("2764-FE0F-200D-1F525", "heavy black heart, fire"),
        ("1FAE8", "shaking face"),
        ("E0C0", "OpenMoji U+E0C0"),
        ("E0AD-200D-2642-FE0F", "OpenMoji U+E0AD, man"),
        ("1FFFE", "emoji U+1FFFE"),
    ],
)
def test_names(points, expected):
    assert emoji_names.name(tuple(int(point, 16) for point in points.split("-"))) == expected


def test_every_picture_has_a_name_of_its_own():
    names = [emoji_names.name(points_of(path)) for path in svg_files()]
    assert len(set(names)) == len(names)
    assert not [name for name in names if name.startswith("emoji U+") or "modifier" in name or not name.strip()]


def test_the_names_of_newer_emoji_are_unicodes_where_python_knows_them():
    for point, name in emoji_names.NEWER.items():
        assert unicodedata.name(chr(point), name).lower() == name
