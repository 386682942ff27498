"""Answers to 09.transport_programme."""

import numpy
import torch
from scipy import sparse

WRONG = {
    "by_columns": "c is laid out column by column",
    "rows_by_columns": "laid out as if x went column by column",
    "minus_cost": "the sign of c is wrong",
    "weighted_cost": "c is weighted by the masses: the plan says",
    "cost_as_a_table": "c is still a table",
    "leaving_alone": "no row of A says that what arrives at place 0 of q",
    "leaving_too_cheap": "or some mass may stay at home",
    "arriving_alone": "no row of A says that what leaves place 0 of p",
    "sums_swapped": "the rows of A and the entries of b must come in the same order",
    "shares": "the *share* of mass",
    "wrong_stride": "of A adds P[",
    "means": "takes the mean of its flows",
    "arrives_negatively": "what is carried counts positively at both of its ends",
    "one_sum_of_all": "which no plan need obey",
    "mass_appears": "no plan obeys all rows of A at once",
    "transposed": "a *row* for each equation",
    "three_axes": "each row must be laid out flat",
    "never_refuses": "are not refused",
    "asserts": "python -O leaves it out",
    "silent": "the ValueError says nothing",
    "refuses_rounding": "by rounding alone, are refused",
    "refuses_by_solving": "got RuntimeError",
    "a_sparse_matrix": "return it dense",
    "two_parts": "it must return 3 values together",
    "normalises_in_place": "changes its input `p`",
}
RIGHT = ["by_krons", "columns_first", "one_row_less", "in_numpy", "mask_by_mask"]


def refused(p, q):
    if abs(float(p.sum() - q.sum())) > 1e-6 * float(p.sum()):
        raise ValueError(f"the masses are {float(p.sum())} and {float(q.sum())}, and must be equal")


def leaving(n, m):
    return torch.kron(torch.eye(n, dtype=torch.float64), torch.ones(1, m, dtype=torch.float64))


def arriving(n, m):
    return torch.kron(torch.ones(1, n, dtype=torch.float64), torch.eye(m, dtype=torch.float64))


def by_krons(p, q, cost):
    refused(p, q)
    return cost.flatten(), torch.cat([leaving(*cost.shape), arriving(*cost.shape)]), torch.cat([p, q])


def columns_first(p, q, cost):
    refused(p, q)
    return cost.reshape(-1), torch.cat([arriving(*cost.shape), leaving(*cost.shape)]), torch.cat([q, p])


def one_row_less(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    return c, A[:-1], b[:-1]


def in_numpy(p, q, cost):
    refused(p, q)
    n, m = cost.shape
    A = numpy.vstack([numpy.kron(numpy.eye(n), numpy.ones(m)), numpy.tile(numpy.eye(m), n)])
    return cost.numpy().ravel(), A, numpy.concatenate([p.numpy(), q.numpy()])


def mask_by_mask(p, q, cost):
    if not torch.isclose(p.sum(), q.sum()):
        raise ValueError(f"p holds {p.sum()} and q holds {q.sum()}")
    rows = []
    for place in range(len(p) + len(q)):
        mask = torch.zeros_like(cost)
        if place < len(p):
            mask[place] = 1
        else:
            mask[:, place - len(p)] = 1
        rows.append(mask.flatten())
    return cost.flatten(), torch.stack(rows), torch.cat([p, q])


def by_columns(p, q, cost):
    _, A, b = by_krons(p, q, cost)
    return cost.T.flatten(), A, b


def rows_by_columns(p, q, cost):
    c, _, b = by_krons(p, q, cost)
    n, m = cost.shape
    return c, torch.cat([arriving(m, n), leaving(m, n)]), b


def minus_cost(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    return -c, A, b


def weighted_cost(p, q, cost):
    _, A, b = by_krons(p, q, cost)
    return (p[:, None] * cost).flatten(), A, b


def cost_as_a_table(p, q, cost):
    return cost, *by_krons(p, q, cost)[1:]


def leaving_alone(p, q, cost):
    refused(p, q)
    return cost.flatten(), leaving(*cost.shape), p


def leaving_too_cheap(p, q, cost):
    return leaving_alone(p, q, cost)


def arriving_alone(p, q, cost):
    refused(p, q)
    return cost.flatten(), arriving(*cost.shape), q


def sums_swapped(p, q, cost):
    c, A, _ = by_krons(p, q, cost)
    return c, A, torch.cat([q, p])


def shares(p, q, cost):
    refused(p, q)
    return by_krons(p / p.sum(), q / q.sum(), cost)


def wrong_stride(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    n, m = cost.shape
    A = torch.zeros_like(A)
    for i in range(n):
        for j in range(m):
            A[i, min(i * n + j, n * m - 1)] = 1
            A[n + j, min(i * n + j, n * m - 1)] = 1
    return c, A, b


def means(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    return c, A / A.sum(1, keepdim=True), b


def arrives_negatively(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    A[len(p) :] *= -1
    return c, A, b


def one_sum_of_all(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    more = torch.eye(len(c), dtype=torch.float64)[:1]
    return c, torch.cat([A, more]), torch.cat([b, torch.zeros(1, dtype=torch.float64)])


def mass_appears(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    b[0] += 0.1
    return c, A, b


def transposed(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    return c, A.T, b


def three_axes(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    return c, A.view(len(b), *cost.shape), b


def never_refuses(p, q, cost):
    return cost.flatten(), torch.cat([leaving(*cost.shape), arriving(*cost.shape)]), torch.cat([p, q])


def asserts(p, q, cost):
    assert torch.isclose(p.sum(), q.sum()), "the masses differ"
    return never_refuses(p, q, cost)


def silent(p, q, cost):
    if not torch.isclose(p.sum(), q.sum()):
        raise ValueError
    return never_refuses(p, q, cost)


def refuses_rounding(p, q, cost):
    if p.sum() != q.sum() and abs(p.sum() - q.sum()) > 1e-12:
        raise ValueError("p and q must have the same mass")
    return never_refuses(p, q, cost)


def refuses_by_solving(p, q, cost):
    if not torch.isclose(p.sum(), q.sum()):
        raise RuntimeError("the problem is infeasible")
    return never_refuses(p, q, cost)


def a_sparse_matrix(p, q, cost):
    c, A, b = by_krons(p, q, cost)
    return c, sparse.csr_matrix(A.numpy()), b


def two_parts(p, q, cost):
    return by_krons(p, q, cost)[1:]


def normalises_in_place(p, q, cost):
    p /= p.sum()
    q /= q.sum()
    return by_krons(p, q, cost)
