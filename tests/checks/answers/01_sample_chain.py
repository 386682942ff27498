"""Answers to 01.sample_chain."""

import torch

WRONG = {
    "independent": "as if the one before it were dark",
    "always_lit": "as if the one before it were lit",
    "tables_exchanged": "dark and lit neighbours are exchanged",
    "leftmost": "it looks at the leftmost pixel",
    "one_table": "every column uses the table of the first",
    "dark_start": "the leftmost pixel is always dark",
    "turned": "lies *below* p",
    "class_zero": "it ignores the labels",
    "without_first": "the leftmost one, and one for each entry",
    "shares": "must be turned into a coin's outcome",
    "follows_the_share": "follows its neighbour's share",
    "likelier": "no coin is tossed",
    "coin_for_row": "serves several pixels",
    "coin_for_rows": "rows of one picture always go together",
    "coin_for_pixel": "all pictures of a label are the same",
    "global_state": "draw every random number from `stream`",
    "own_seed": "seed nothing yourself",
    "single": "the dtype must be float64",
    "in_place": "changes its input `first`",
    "pairs_everything": "pair everything with everything",
}
RIGHT = ["with_where", "with_coins_drawn_first"]


def with_where(labels, first, after, stream):
    columns = [torch.bernoulli(first[labels], generator=stream)]
    for table in after[labels].unbind(2):
        share = torch.where(columns[-1] == 1, table[..., 1], table[..., 0])
        columns.append((torch.rand(share.shape, generator=stream, dtype=share.dtype) < share).double())
    return torch.stack(columns, 2)


def with_coins_drawn_first(labels, first, after, stream):
    coins = torch.rand(len(labels), after.shape[1], after.shape[2] + 1, generator=stream, dtype=torch.float64)
    x = torch.zeros_like(coins)
    x[:, :, 0] = (coins[:, :, 0] < first[labels]).double()
    for i in range(after.shape[2]):
        table = after[labels, :, i]
        x[:, :, i + 1] = (coins[:, :, i + 1] < table.gather(2, x[:, :, i, None].long())[..., 0]).double()
    return x


def drawn(labels, first, after, stream, choose, toss=torch.bernoulli):
    """The chain, with a rule of its own for the next share."""
    columns = [toss(first[labels], generator=stream)]
    for i in range(after.shape[2]):
        columns.append(toss(choose(after[labels][:, :, i], columns, i), generator=stream))
    return torch.stack(columns, 2)


def picked(table, column):
    return table[..., 0] * (1 - column) + table[..., 1] * column


def independent(labels, first, after, stream):
    return drawn(labels, first, after, stream, lambda table, columns, i: table[..., 0])


def always_lit(labels, first, after, stream):
    return drawn(labels, first, after, stream, lambda table, columns, i: table[..., 1])


def tables_exchanged(labels, first, after, stream):
    return drawn(labels, first, after, stream, lambda table, columns, i: picked(table, 1 - columns[-1]))


def leftmost(labels, first, after, stream):
    return drawn(labels, first, after, stream, lambda table, columns, i: picked(table, columns[0]))


def one_table(labels, first, after, stream):
    return drawn(labels, first, after, stream, lambda table, columns, i: picked(after[labels][:, :, 0], columns[-1]))


def dark_start(labels, first, after, stream):
    return with_where(labels, torch.zeros_like(first), after, stream)


def turned(labels, first, after, stream):
    return with_where(labels, 1 - first, 1 - after, stream)


def class_zero(labels, first, after, stream):
    return with_where(torch.zeros_like(labels), first, after, stream)


def without_first(labels, first, after, stream):
    return with_where(labels, first, after, stream)[:, :, 1:]


def shares(labels, first, after, stream):
    columns = [first[labels] * 0.999]
    for i in range(after.shape[2]):
        columns.append(picked(after[labels][:, :, i], columns[-1]))
    return torch.stack(columns, 2)


def follows_the_share(labels, first, after, stream):
    share = [first[labels]]
    for i in range(after.shape[2]):
        share.append(picked(after[labels][:, :, i], share[-1]))
    return torch.bernoulli(torch.stack(share, 2), generator=stream)


def likelier(labels, first, after, stream):
    def toss(share, generator):
        return (share > 0.5).double()

    return drawn(labels, first, after, stream, lambda table, columns, i: picked(table, columns[-1]), toss)


def one_coin(shape, labels, first, after, stream):
    """The chain with coins of a smaller shape, drawn once."""
    coin = torch.rand(shape, generator=stream, dtype=torch.float64)

    def toss(share, generator):
        return (coin < share).double()

    return drawn(labels, first, after, stream, lambda table, columns, i: picked(table, columns[-1]), toss)


def coin_for_row(labels, first, after, stream):
    return one_coin((len(labels), first.shape[1]), labels, first, after, stream)


def coin_for_rows(labels, first, after, stream):
    def toss(share, generator):
        return (torch.rand(len(share), 1, generator=generator) < share).double()

    return drawn(labels, first, after, stream, lambda table, columns, i: picked(table, columns[-1]), toss)


def coin_for_pixel(labels, first, after, stream):
    def toss(share, generator):
        return (torch.rand(share.shape[1], generator=generator) < share).double()

    return drawn(labels, first, after, stream, lambda table, columns, i: picked(table, columns[-1]), toss)


def global_state(labels, first, after, stream):
    return with_where(labels, first, after, None)


def own_seed(labels, first, after, stream):
    return with_where(labels, first, after, torch.Generator().manual_seed(0))


def single(labels, first, after, stream):
    return with_where(labels, first, after, stream).float()


def in_place(labels, first, after, stream):
    value = with_where(labels, first, after, stream)
    first.bernoulli_(generator=stream)
    return value


def pairs_everything(labels, first, after, stream):
    columns = [torch.bernoulli(first[labels], generator=stream)]
    for i in range(after.shape[2]):
        columns.append(torch.bernoulli(after[labels][:, :, i, columns[-1].long()], generator=stream))
    return torch.stack(columns, 2)
