"""The card of a file of weights: what it is, the command that makes it, data, seconds, scores and licence, as NAME.md."""

from collections.abc import Mapping
from pathlib import Path

from gancourse.files import written_whole

NEEDED = ("What it is", "Made by", "Data", "Training", "Licence")


def write(weights: Path, facts: Mapping[str, str]) -> Path:
    """Write the card that lies beside a file of weights, from facts in the order in which they shall stand.

    Raises:
        ValueError: a fact that every card has is missing, or one takes more than a line.
    """
    missing = [name for name in NEEDED if not facts.get(name)]
    if missing or any("\n" in fact for fact in facts.values()):
        raise ValueError(
            f"a card has a line for each of {', '.join(NEEDED)}, missing {', '.join(missing) or 'none, one is longer'}"
        )
    size = weights.stat().st_size
    lines = [f"# {weights.stem}", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {fact} |" for name, fact in facts.items()]
    lines += [f"| File | `{weights.name}`, {size:,} bytes, float16 on disk and float32 in memory |"]
    lines += ["", f'`gancourse.weights.load("{weights.stem}")` builds it. This page was written by the command.', ""]
    path = weights.with_suffix(".md")
    with written_whole(path) as stream:
        stream.write("\n".join(lines).encode())
    return path
