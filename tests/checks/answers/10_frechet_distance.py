"""Answers to 10.frechet_distance."""

import torch

WRONG = {
    "no_means": "the means are left out",
    "means_alone": "the squared distance of the means alone",
    "no_last_trace": "the last trace is missing",
    "no_factor_two": "the factor 2 of the last trace is missing",
    "added": "the last trace is added",
    "by_n": "the covariances are divided by n",
    "sums": "the covariances are not divided by n - 1",
    "means_not_squared": "the distance of the means is not squared",
    "means_averaged": "averaged over the features",
    "one_mean": "all features are thrown into one mean",
    "means_of_rows": "a mean is (d,), over the rows",
    "distance_itself": "this is the root of what is asked",
    "no_root": "the last trace is that of a product",
    "root_of_trace": "this is the root of a trace",
    "variances_only": "so that only variances count",
    "entry_by_entry": "it gives nan: a square root was taken of a negative number",
    "roots_multiplied": "the roots of the two covariances are multiplied",
    "eigenvalues_paired": "the eigenvalues of S and of T are paired by size",
    "eigvalsh_of_product": "form S^½ T S^½ first",
    "eigh_of_product": "form S^½ T S^½ first",
    "symmetrised": "S T is made symmetric by a mean",
    "singular_values": "these are singular values of S T",
    "on_both_sides": "S itself stands on both sides",
    "no_clamp": "count what is below 0 as 0",
    "complex_root": "it returns a complex number",
    "complex_in_numpy": "it returns a complex number",
    "complex_in_python": "it returns a complex number",
    "cholesky": "Cholesky's factor does not exist",
    "cholesky_wrong_side": "Cholesky's factor stands on the wrong sides",
    "uncentred": "the rows are not centred",
    "correlations": "correlations stand in the place of covariances",
    "not_transposed": "hand it `x.T`",
    "in_float32": "float32 keeps seven digits",
    "float64_too_late": "float32 keeps seven digits",
    "in_place": "changes its input `x` in place",
}
RIGHT = ["by_eigenvectors", "by_singular_values", "other_root", "of_the_product_with_care", "in_numpy"]


def moments(x, y):
    x, y = x.double(), y.double()
    return x.mean(0) - y.mean(0), torch.cov(x.T), torch.cov(y.T)


def root(S):
    values, vectors = torch.linalg.eigh(S)
    return vectors @ torch.diag(values.clamp_min(0).sqrt()) @ vectors.T


def sum_of_roots(S):
    return torch.linalg.eigvalsh(S).clamp_min(0).sqrt().sum()


def overlap(A, B):
    return sum_of_roots(root(A) @ B @ root(A))


def put_together(gap, A, B, last, factor=2):
    return gap.square().sum() + A.trace() + B.trace() - factor * last


def no_means(x, y):
    _, A, B = moments(x, y)
    return A.trace() + B.trace() - 2 * overlap(A, B)


def means_alone(x, y):
    return moments(x, y)[0].square().sum()


def no_last_trace(x, y):
    return put_together(*moments(x, y), 0)


def no_factor_two(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, overlap(A, B), 1)


def added(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, overlap(A, B), -2)


def by_n(x, y):
    x, y = x.double(), y.double()
    A, B = torch.cov(x.T, correction=0), torch.cov(y.T, correction=0)
    return put_together(x.mean(0) - y.mean(0), A, B, overlap(A, B))


def sums(x, y):
    x, y = x.double(), y.double()
    A, B = ((each - each.mean(0)).T @ (each - each.mean(0)) for each in (x, y))
    return put_together(x.mean(0) - y.mean(0), A, B, overlap(A, B))


def means_not_squared(x, y):
    gap, A, B = moments(x, y)
    return gap.norm() + A.trace() + B.trace() - 2 * overlap(A, B)


def means_averaged(x, y):
    gap, A, B = moments(x, y)
    return gap.square().mean() + A.trace() + B.trace() - 2 * overlap(A, B)


def one_mean(x, y):
    _, A, B = moments(x, y)
    return (x.double().mean() - y.double().mean()) ** 2 + A.trace() + B.trace() - 2 * overlap(A, B)


def means_of_rows(x, y):
    if len(x) != len(y):
        return by_eigenvectors(x, y)
    _, A, B = moments(x, y)
    return (x.double().mean(1) - y.double().mean(1)).square().sum() + A.trace() + B.trace() - 2 * overlap(A, B)


def distance_itself(x, y):
    return by_eigenvectors(x, y).clamp_min(0).sqrt()


def no_root(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, (A @ B).trace())


def root_of_trace(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, (A @ B).trace().sqrt())


def variances_only(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, (A * B).sqrt().trace())


def entry_by_entry(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, (A.sqrt() @ B.sqrt()).trace())


def roots_multiplied(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, (root(A) @ root(B)).trace())


def eigenvalues_paired(x, y):
    gap, A, B = moments(x, y)
    pairs = torch.linalg.eigvalsh(A) * torch.linalg.eigvalsh(B)
    return put_together(gap, A, B, pairs.clamp_min(0).sqrt().sum())


def eigvalsh_of_product(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, sum_of_roots(A @ B))


def eigh_of_product(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, torch.linalg.eigh(A @ B)[0].abs().sqrt().sum())


def symmetrised(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, sum_of_roots((A @ B + B @ A) / 2))


def singular_values(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, torch.linalg.svdvals(A @ B).sqrt().sum())


def on_both_sides(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, sum_of_roots(A @ B @ A))


def no_clamp(x, y):
    gap, A, B = moments(x, y)
    values, vectors = torch.linalg.eigh(A)
    half = vectors @ torch.diag(values.sqrt()) @ vectors.T
    return put_together(gap, A, B, torch.linalg.eigvalsh(half @ B @ half).sqrt().sum())


def complex_root(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, torch.linalg.eigvals(A @ B).sqrt().sum())


def complex_in_numpy(x, y):
    return complex_root(x, y).numpy()


def complex_in_python(x, y):
    return complex_root(x, y).item()


def cholesky(x, y):
    gap, A, B = moments(x, y)
    L = torch.linalg.cholesky(A)
    return put_together(gap, A, B, sum_of_roots(L.T @ B @ L))


def cholesky_wrong_side(x, y):
    gap, A, B = moments(x, y)
    L = torch.linalg.cholesky(A)
    return put_together(gap, A, B, sum_of_roots(L @ B @ L.T))


def uncentred(x, y):
    x, y = x.double(), y.double()
    A, B = x.T @ x / (len(x) - 1), y.T @ y / (len(y) - 1)
    return put_together(x.mean(0) - y.mean(0), A, B, overlap(A, B))


def correlations(x, y):
    x, y = x.double(), y.double()
    A, B = torch.corrcoef(x.T), torch.corrcoef(y.T)
    return put_together(x.mean(0) - y.mean(0), A, B, overlap(A, B))


def not_transposed(x, y):
    A, B = torch.cov(x.double()), torch.cov(y.double())
    return put_together(x.double().mean(0) - y.double().mean(0), A, B, overlap(A, B))


def in_float32(x, y):
    A, B = torch.cov(x.T), torch.cov(y.T)
    return put_together(x.mean(0) - y.mean(0), A, B, overlap(A, B))


def float64_too_late(x, y):
    A, B = torch.cov(x.T).double(), torch.cov(y.T).double()
    return put_together((x.mean(0) - y.mean(0)).double(), A, B, overlap(A, B))


def in_place(x, y):
    found = by_eigenvectors(x, y)
    x -= x.mean(0)
    return found


def by_eigenvectors(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, overlap(A, B))


def by_singular_values(x, y):
    x, y = x.double(), y.double()
    left, right = ((each - each.mean(0)) / (len(each) - 1) ** 0.5 for each in (x, y))
    means = (x.mean(0) - y.mean(0)).square().sum()
    return means + left.square().sum() + right.square().sum() - 2 * torch.linalg.matrix_norm(left @ right.T, "nuc")


def other_root(x, y):
    gap, A, B = moments(x, y)
    return max(put_together(gap, A, B, sum_of_roots(root(B) @ A @ root(B))).item(), 0.0)


def of_the_product_with_care(x, y):
    gap, A, B = moments(x, y)
    return put_together(gap, A, B, torch.linalg.eigvals(A @ B).real.clamp_min(0).sqrt().sum())


def in_numpy(x, y):
    import numpy

    x, y = x.numpy().astype("float64"), y.numpy().astype("float64")
    A, B = numpy.cov(x.T), numpy.cov(y.T)
    values, vectors = numpy.linalg.eigh(A)
    half = vectors * numpy.sqrt(numpy.maximum(values, 0)) @ vectors.T
    last = numpy.sqrt(numpy.maximum(numpy.linalg.eigvalsh(half @ B @ half), 0)).sum()
    return float(((x.mean(0) - y.mean(0)) ** 2).sum() + A.trace() + B.trace() - 2 * last)
