"""Short messages, spam and ham, and their bags of words: the data of the naive Bayes lesson."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

import torch
from torch import Tensor

from gancourse.data.split import split_rows

# A run of letters and digits; apostrophes only between such runs, so that quotation marks fall away.
WORD = r"[^\W_]+(?:'[^\W_]+)*"


@dataclass(frozen=True, eq=False)
class Messages:
    """Texts with a label each.

    Attributes:
        texts: n messages.
        labels: int64 (n,), 1 = spam, 0 = ham (a message that its reader wants).
        credit: who wrote them, and the licence.

    Raises:
        ValueError: the labels are not n, or not all 0 or 1.
    """

    texts: tuple[str, ...]
    labels: Tensor
    credit: str

    def __post_init__(self) -> None:
        if self.labels.dtype != torch.int64 or self.labels.shape != (len(self.texts),):
            raise ValueError(
                f"labels must be int64, one a text: got {self.labels.dtype} {tuple(self.labels.shape)} for {len(self)} texts"
            )
        if not bool(((self.labels == 0) | (self.labels == 1)).all()):
            raise ValueError(f"labels must be 0 (ham) or 1 (spam), got {sorted(set(self.labels.tolist()))}")

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, index: int | slice | Tensor | Sequence[int] | Sequence[bool]) -> "Messages":
        """The messages at a position, a slice, a list or tensor of positions, or a mask of n booleans; always a `Messages`."""
        positions = torch.arange(len(self))
        if isinstance(index, Sequence):
            index = torch.as_tensor(index) if len(index) else positions[:0]
        try:
            rows = torch.atleast_1d(positions[index])
        except IndexError as error:
            raise IndexError(f"no message at {index!r}: there are {len(self)} messages ({error})") from None
        return Messages(tuple(self.texts[row] for row in rows.tolist()), self.labels[rows], self.credit)

    def __repr__(self) -> str:
        return f"Messages({len(self)}, {int(self.labels.sum())} of them spam; {self.credit})"

    def split(self, share: float = 0.2, seed: int = 0) -> tuple["Messages", "Messages"]:
        """Shuffle by `seed` and hold out `share` of the messages, the same share of each label: (rest, held out).

        Raises:
            ValueError: one of the two parts would be empty.
        """
        rest, held_out = split_rows(len(self), self.labels, share, seed, "messages")
        return self[rest], self[held_out]


def messages() -> Messages:
    """The course's own 300 messages, 150 spam and 150 ham, in mixed order.

    They were invented for teaching, and their wording was adjusted until naive Bayes was right about nine times in ten:
    an accuracy on them says nothing about real mail.
    """
    licence, *lines = resources.files("gancourse.data").joinpath("messages.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    labels = torch.tensor([("ham", "spam").index(label) for label, _ in rows])  # (n,)
    return Messages(tuple(text for _, text in rows), labels, licence.removeprefix("# "))


def words(text: str) -> list[str]:
    """The words of a text, in lower case, in order, with repeats.

    A word is a run of letters and digits: digits are kept as they stand, so that `7pm` and `24` are words, and any other
    sign parts them (`5,000` gives `5`, `000`; `bank.example` gives `bank`, `example`). An apostrophe inside a word, straight
    or curly, belongs to it (`don't`); at its edge it is dropped (`'free'`, `parents'`).

    Raises:
        TypeError: the text is no string.
    """
    if not isinstance(text, str):
        raise TypeError(f"words() takes one text, a str, got {type(text).__name__}")
    return re.findall(WORD, text.lower().replace("’", "'"))


def bag_of_words(
    texts: Iterable[str], vocabulary: Iterable[str] | None = None, min_count: int = 2
) -> tuple[Tensor, tuple[str, ...]]:
    """Count how often each word of a vocabulary occurs in each text: counts[i, j] = #{vocabulary[j] in words(texts[i])}.

    Args:
        texts: n messages.
        vocabulary: the words to count, as an earlier call returned them; other words are ignored. Without it, the
            vocabulary is all words of the texts, sorted.
        min_count: in how many different texts a word must occur to enter a vocabulary made here; unused with one given.

    Returns:
        counts, int64 (n, words), and the vocabulary, whose word j is column j.

    Raises:
        TypeError: texts or vocabulary is a bare string, or a text is no string.
        ValueError: there are no texts; the vocabulary is empty, or holds a word twice, or one that words() never returns;
            min_count is below 1.
    """
    if isinstance(texts, str):
        raise TypeError(f"texts must be a sequence of messages, got one str: write bag_of_words([{texts[:20]!r}])")
    if isinstance(vocabulary, str):
        raise TypeError(f"vocabulary must be a sequence of words, got one str: {vocabulary[:20]!r}")
    if min_count < 1:
        raise ValueError(f"min_count must be at least 1, got {min_count}")
    tallies = [Counter(words(text)) for text in texts]
    if not tallies:
        raise ValueError("texts must hold at least one message, got none")
    if vocabulary is None:
        spread = Counter(word for tally in tallies for word in tally)  # in how many texts each word occurs
        chosen = tuple(sorted(word for word, count in spread.items() if count >= min_count))
        if not chosen:
            raise ValueError(
                f"the vocabulary is empty: no word occurs in {min_count} of the {len(tallies)} texts; lower min_count"
            )
    else:
        chosen = tuple(sorted(vocabulary) if isinstance(vocabulary, set | frozenset) else vocabulary)
        _check(chosen)
    column = {word: j for j, word in enumerate(chosen)}
    counts = torch.zeros(len(tallies), len(chosen), dtype=torch.int64)  # (n, words)
    for i, tally in enumerate(tallies):
        known = [word for word in tally if word in column]
        counts[i, [column[word] for word in known]] = torch.tensor([tally[word] for word in known], dtype=torch.int64)
    return counts, chosen


def _check(vocabulary: tuple[str, ...]) -> None:
    """Refuse a vocabulary in which some column would stay zero by mistake."""
    if not vocabulary:
        raise ValueError("the vocabulary is empty: give at least one word, or None to take the words of the texts")
    if len(set(vocabulary)) < len(vocabulary):
        twice = next(word for word, count in Counter(vocabulary).items() if count > 1)
        raise ValueError(f"each word of the vocabulary must occur once, got {twice!r} more than once")
    for word in vocabulary:
        if words(word) != [word]:
            raise ValueError(f"the vocabulary word {word!r} can never be counted: words() gives {words(word)} for it")
