"""The message corpus is sound, its splits are fair, and its bags of words are those of scikit-learn."""

from importlib import resources

import numpy
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import BernoulliNB, MultinomialNB

from gancourse.data.text import WORD, Messages, bag_of_words, messages, words

NEAR = 0.6  # two messages that share this part of their three-word runs are near duplicates


def shingles(text: str, length: int = 3) -> set[tuple[str, ...]]:
    tokens = words(text)
    return {tuple(tokens[i : i + length]) for i in range(len(tokens) - length + 1)}


def lines() -> list[str]:
    return resources.files("gancourse.data").joinpath("messages.tsv").read_text(encoding="utf-8").splitlines()


def test_the_file_is_in_the_package_and_names_its_licence_first():
    first, *rest = lines()
    assert first.startswith("# ")
    assert "CC BY 4.0" in first
    assert messages().credit == first.removeprefix("# ")
    assert all(line.count("\t") == 1 and line.split("\t")[0] in ("ham", "spam") for line in rest)


def test_the_corpus_is_balanced_and_labelled_as_the_file_says():
    corpus = messages()
    assert len(corpus) == len(corpus.texts) == 300
    assert corpus.labels.dtype == torch.int64
    assert corpus.labels.sum() == 150
    assert [("ham", "spam")[label] for label in corpus.labels.tolist()] == [line.split("\t")[0] for line in lines()[1:]]


def test_every_message_has_8_to_40_words_and_no_stray_space():
    for text in messages().texts:
        assert 8 <= len(text.split()) <= 40, text
        assert 8 <= len(words(text)) <= 40, text
        assert text == " ".join(text.split())


def test_addresses_are_of_reserved_domains_only():
    for text in messages().texts:
        for piece in text.split():
            address = piece.rstrip(".,:!?")
            if "@" in address or "http" in address or "www" in address:
                assert address.endswith("@example.com"), text
            elif "." in address and any(character.isalpha() for character in address):
                assert address.partition("/")[0].endswith(".example"), text


def test_no_message_is_a_duplicate_or_nearly_one():
    runs = [shingles(text) for text in messages().texts]
    for i, one in enumerate(runs):
        for other in runs[:i]:
            assert len(one & other) < NEAR * len(one | other)


def test_naive_bayes_of_sklearn_finds_the_corpus_neither_trivial_nor_hopeless():
    corpus = messages()
    accuracy = {BernoulliNB: [], MultinomialNB: []}
    for seed in range(20):
        rest, held_out = corpus.split(0.2, seed=seed)
        counts, vocabulary = bag_of_words(rest.texts)
        unseen, _ = bag_of_words(held_out.texts, vocabulary)
        for family, scores in accuracy.items():
            model = family().fit(counts.numpy(), rest.labels.numpy())
            scores.append(model.score(unseen.numpy(), held_out.labels.numpy()))
    for scores in accuracy.values():
        assert 0.85 < numpy.mean(scores) < 0.97


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_a_split_is_disjoint_complete_and_stratified(share):
    corpus = messages()
    rest, held_out = corpus.split(share, seed=3)
    assert not set(rest.texts) & set(held_out.texts)
    assert set(rest.texts) | set(held_out.texts) == set(corpus.texts)
    for label in (0, 1):
        assert (held_out.labels == label).sum() == round(share * 150)
    label_of = dict(zip(corpus.texts, corpus.labels.tolist(), strict=True))
    for part in (rest, held_out):
        assert [label_of[text] for text in part.texts] == part.labels.tolist()
        assert part.credit == corpus.credit


def test_a_split_keeps_the_shares_of_an_unbalanced_set():
    unbalanced = Messages(tuple(f"message {i}" for i in range(50)), torch.tensor([1] * 10 + [0] * 40), "none")
    rest, held_out = unbalanced.split(0.3)
    assert (len(rest), len(held_out), int(held_out.labels.sum())) == (35, 15, 3)


def test_a_split_is_a_function_of_its_seed_alone():
    corpus = messages()
    torch.manual_seed(1)
    first = corpus.split(0.2, seed=7)
    torch.manual_seed(2)
    assert [part.texts for part in corpus.split(0.2, seed=7)] == [part.texts for part in first]
    assert corpus.split(0.2, seed=8)[1].texts != first[1].texts


@pytest.mark.parametrize("share", [0, 1, -0.1, 80])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(ValueError, match=rf"share must leave messages in both parts: {share} of 300 messages holds out 0"):
        messages().split(share)


def test_a_split_that_leaves_a_part_empty_is_refused():
    with pytest.raises(ValueError, match=r"share must leave messages in both parts: 0.1 of 2 messages holds out 0"):
        messages()[:2].split(0.1)


def test_indexing_gives_messages_for_every_kind_of_index():
    corpus = messages()
    spam = corpus[corpus.labels == 1]
    assert len(spam) == 150
    assert bool((spam.labels == 1).all())
    assert corpus[4].texts == corpus[4:5].texts == corpus[[4]].texts == corpus[torch.tensor(4)].texts == (corpus.texts[4],)
    assert corpus[-1].texts == (corpus.texts[-1],)
    assert corpus[torch.tensor([5, 2])].texts == (corpus.texts[5], corpus.texts[2])
    assert corpus[[5, 2]].texts == (corpus.texts[5], corpus.texts[2])
    assert len(corpus[[]]) == 0
    assert len(list(corpus)) == 300
    with pytest.raises(IndexError, match="no message at 300: there are 300 messages"):
        corpus[300]


def test_messages_show_themselves_in_one_line():
    assert repr(messages()[:0]).startswith("Messages(0, 0 of them spam; 300 short messages")


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (torch.tensor([1]), "labels must be int64, one a text: got torch.int64 .1,. for 2 texts"),
        (torch.tensor([1.0, 0.0]), "labels must be int64, one a text: got torch.float32 .2,. for 2 texts"),
        (torch.tensor([1, 2]), r"labels must be 0 .ham. or 1 .spam., got \[1, 2\]"),
    ],
)
def test_labels_that_do_not_fit_are_refused(labels, sentence):
    with pytest.raises(ValueError, match=sentence):
        Messages(("one", "two"), labels, "none")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't miss 'FREE' gifts!", ["don't", "miss", "free", "gifts"]),
        ("It’s the parents' evening", ["it's", "the", "parents", "evening"]),
        ("£5,000 at 7pm, bank.example", ["5", "000", "at", "7pm", "bank", "example"]),
        ("snake_case and Über", ["snake", "case", "and", "über"]),
        ("... !", []),
    ],
)
def test_words_treats_case_digits_and_apostrophes_as_it_says(text, tokens):
    assert words(text) == tokens


def test_words_refuses_what_is_no_text():
    with pytest.raises(TypeError, match=r"words\(\) takes one text, a str, got list"):
        words(["one"])


@pytest.mark.parametrize("min_count", [1, 2, 5])
def test_counts_and_vocabulary_are_those_of_sklearn(min_count):
    texts = messages().texts
    counts, vocabulary = bag_of_words(texts, min_count=min_count)
    oracle = CountVectorizer(token_pattern=WORD, min_df=min_count)
    expected = oracle.fit_transform(texts).toarray()
    assert vocabulary == tuple(oracle.get_feature_names_out())
    assert counts.dtype == torch.int64
    numpy.testing.assert_array_equal(counts.numpy(), expected)


@given(st.lists(st.text("aB9' _.é-\n", max_size=30), min_size=1, max_size=6))
def test_counts_of_any_texts_are_those_of_sklearn(texts):
    oracle = CountVectorizer(token_pattern=WORD, vocabulary=["a", "b", "ab", "a'b", "9"])
    counts, _ = bag_of_words(texts, ["a", "b", "ab", "a'b", "9"])
    numpy.testing.assert_array_equal(counts.numpy(), oracle.transform(texts).toarray())


def test_a_given_vocabulary_keeps_its_order_and_ignores_other_words():
    counts, vocabulary = bag_of_words(["win a free win", "nothing here"], ["win", "free"], min_count=9)
    assert vocabulary == ("win", "free")
    assert counts.tolist() == [[2, 1], [0, 0]]
    assert bag_of_words(["b a"], {"b", "a"})[1] == ("a", "b")


def test_a_word_repeated_in_one_text_counts_as_one_text_for_min_count():
    assert bag_of_words(["now now now yes", "yes"])[1] == ("yes",)


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        (
            {"texts": "win now"},
            TypeError,
            r"texts must be a sequence of messages, got one str: write bag_of_words\(\['win now'\]\)",
        ),
        ({"texts": []}, ValueError, "texts must hold at least one message, got none"),
        ({"texts": ["a", 3]}, TypeError, "takes one text, a str, got int"),
        ({"texts": ["a b", "c d"]}, ValueError, "the vocabulary is empty: no word occurs in 2 of the 2 texts; lower min_count"),
        ({"texts": ["a"], "vocabulary": []}, ValueError, "the vocabulary is empty: give at least one word"),
        ({"texts": ["a"], "vocabulary": "win"}, TypeError, "vocabulary must be a sequence of words, got one str: 'win'"),
        ({"texts": ["a"], "vocabulary": ["a", "b", "a"]}, ValueError, "must occur once, got 'a' more than once"),
        ({"texts": ["a"], "vocabulary": ["Free"]}, ValueError, r"'Free' can never be counted: words\(\) gives \['free'\] for it"),
        ({"texts": ["a"], "min_count": 0}, ValueError, "min_count must be at least 1, got 0"),
    ],
)
def test_a_wrong_argument_gets_one_clear_sentence(arguments, error, sentence):
    with pytest.raises(error, match=sentence) as caught:
        bag_of_words(**arguments)
    assert "\n" not in str(caught.value)
