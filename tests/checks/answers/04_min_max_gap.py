"""Answers to 04.min_max_gap."""

import torch

WRONG = {
    "orders_exchanged": "return max min first, then min max",
    "players_exchanged": "the rows are x's moves, and x lowers",
    "players_exchanged_in_min_max": "the columns are y's moves, and y raises",
    "least_of_all": "y chooses its column, and chooses the best one",
    "largest_of_all": "x chooses its row, and chooses the best one",
    "forgets_the_outer": "must be one number",
    "saddles_turned": "y cannot raise f along its row",
    "one_player_alone": "x must have no better move either",
    "other_player_alone": "y must have no better move either",
    "either_player": "it takes both",
    "by_value": "equal min max are marked",
    "by_argmax": "mark them all",
    "places": "a tensor of shape",
    "as_numbers": "must be a table of truths",
    "values_and_places": "take `.values`",
    "only_two": "must return 3 values together",
    "in_place": "changes its input `table`",
}
RIGHT = ["by_values", "as_floats"]


def parts(table):
    row, column = table.amax(1, keepdim=True), table.amin(0, keepdim=True)
    return column.max(), row.min(), table == row, table == column


def orders_exchanged(table):
    low, high, of_y, of_x = parts(table)
    return high, low, of_y & of_x


def players_exchanged(table):
    _, high, of_y, of_x = parts(table)
    return table.amin(1).max(), high, of_y & of_x


def players_exchanged_in_min_max(table):
    low, _, of_y, of_x = parts(table)
    return low, table.amax(0).min(), of_y & of_x


def least_of_all(table):
    _, high, of_y, of_x = parts(table)
    return table.min(), high, of_y & of_x


def largest_of_all(table):
    low, _, of_y, of_x = parts(table)
    return low, table.max(), of_y & of_x


def forgets_the_outer(table):
    _, _, of_y, of_x = parts(table)
    return table.amin(0), table.amax(1), of_y & of_x


def saddles_turned(table):
    low, high, _, _ = parts(table)
    return low, high, (table == table.amin(1, keepdim=True)) & (table == table.amax(0, keepdim=True))


def one_player_alone(table):
    low, high, of_y, _ = parts(table)
    return low, high, of_y


def other_player_alone(table):
    low, high, _, of_x = parts(table)
    return low, high, of_x


def either_player(table):
    low, high, of_y, of_x = parts(table)
    return low, high, of_y | of_x


def by_value(table):
    low, high, _, _ = parts(table)
    return low, high, table == high if low == high else torch.zeros_like(table, dtype=torch.bool)


def by_argmax(table):
    low, high, of_y, of_x = parts(table)
    still = torch.zeros_like(table, dtype=torch.bool)
    i, j = table.amax(1).argmin(), table.amin(0).argmax()
    still[i, j] = (of_y & of_x)[i, j]
    return low, high, still


def places(table):
    low, high, of_y, of_x = parts(table)
    return low, high, (of_y & of_x).nonzero()


def as_numbers(table):
    low, high, of_y, of_x = parts(table)
    return low, high, (of_y & of_x).double()


def values_and_places(table):
    return table.min(0).max(), table.max(1).min(), table.isfinite()


def only_two(table):
    low, high, _, _ = parts(table)
    return low, high


def in_place(table):
    low, high, of_y, of_x = parts(table)
    table -= low
    return low, high, of_y & of_x


def by_values(table):
    _, _, of_y, of_x = parts(table)
    return table.min(0).values.max(), table.max(1).values.min(), of_x * of_y


def as_floats(table):
    low, high, of_y, of_x = parts(table)
    return low.item(), high.item(), torch.logical_and(of_x, of_y)
