"""The name of an emoji from its code points: Unicode's own, put together where an emoji is a sequence."""

import unicodedata

# Emoji that are newer than the Unicode data of the oldest Python we run on (14.0, in Python 3.11), so that a caption is the
# same under every Python. Source: the Unicode Character Database, versions 15.0 to 17.0.
NEWER = {
    0x1F6D8: "landslide", 0x1F6DC: "wireless", 0x1FA75: "light blue heart", 0x1FA76: "grey heart", 0x1FA77: "pink heart",
    0x1FA87: "maracas", 0x1FA88: "flute", 0x1FA89: "harp", 0x1FA8A: "trombone", 0x1FA8E: "treasure chest", 0x1FA8F: "shovel",
    0x1FAAD: "folding hand fan", 0x1FAAE: "hair pick", 0x1FAAF: "khanda", 0x1FABB: "hyacinth", 0x1FABC: "jellyfish",
    0x1FABD: "wing", 0x1FABE: "leafless tree", 0x1FABF: "goose", 0x1FAC6: "fingerprint", 0x1FAC8: "hairy creature",
    0x1FACD: "orca", 0x1FACE: "moose", 0x1FACF: "donkey", 0x1FADA: "ginger root", 0x1FADB: "pea pod",
    0x1FADC: "root vegetable", 0x1FADF: "splatter", 0x1FAE8: "shaking face", 0x1FAE9: "face with bags under eyes",
    0x1FAEA: "distorted face", 0x1FAEF: "fight cloud", 0x1FAF7: "leftwards pushing hand", 0x1FAF8: "rightwards pushing hand",
}  # fmt: skip
PLAIN = {  # Unicode's own names of these speak of emoji modifiers and components
    0x1F3FB: "light skin tone", 0x1F3FC: "medium-light skin tone", 0x1F3FD: "medium skin tone",
    0x1F3FE: "medium-dark skin tone", 0x1F3FF: "dark skin tone",
    0x1F9B0: "red hair", 0x1F9B1: "curly hair", 0x1F9B2: "bald", 0x1F9B3: "white hair",
}  # fmt: skip
AFTER = {0x2640: "woman", 0x2642: "man", 0x27A1: "facing right"}  # what a sign means in a sequence, after the first term
JOINER, SELECTORS, KEYCAP, BLACK_FLAG = 0x200D, (0xFE0E, 0xFE0F), 0x20E3, 0x1F3F4
REGIONAL = range(0x1F1E6, 0x1F200)  # a pair of these, A to Z, is a flag
TAGS = range(0xE0020, 0xE007F)  # after a black flag, the letters of a region; U+E007F ends them
PRIVATE = range(0xE000, 0xF900)  # what OpenMoji draws beyond Unicode


def name(points: tuple[int, ...]) -> str:
    """What an emoji is called: "grinning face", "woman, medium skin tone, rocket", "flag FR", "keycap 7".

    The terms of a sequence stand in its order, with commas between them; joiners and variation selectors have no name. A code
    point without a name in Unicode is "OpenMoji U+E0C0" where OpenMoji made it up, else "emoji U+1FAE8".
    """
    shown = [point for point in points if point != JOINER and point not in SELECTORS]
    if shown[-1:] == [KEYCAP] and len(shown) > 1:
        return "keycap " + "".join(map(chr, shown[:-1]))
    if len(shown) > 1 and all(point in REGIONAL for point in shown):
        return "flag " + "".join(chr(point - REGIONAL.start + ord("A")) for point in shown)
    if shown[0] == BLACK_FLAG and any(point in TAGS for point in shown):
        region = "".join(chr(point - TAGS.start + ord(" ")) for point in shown if point in TAGS).upper()
        return f"flag {region[:2]}-{region[2:]}"
    return ", ".join([_one(shown[0]), *(AFTER.get(point) or _one(point) for point in shown[1:])])


def _one(point: int) -> str:
    known = NEWER.get(point) or PLAIN.get(point) or unicodedata.name(chr(point), "").lower()
    return known or f"{'OpenMoji' if point in PRIVATE else 'emoji'} U+{point:04X}"
