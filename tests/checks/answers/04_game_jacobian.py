"""Answers to 04.game_jacobian."""

import torch

WRONG = {
    "hessian": "the Hessian: x goes down",
    "players_exchanged": "x lowers f and y raises it",
    "both_down": "both players go down",
    "transposed": "it is transposed",
    "x_twice": "both rows are made of x's gradient",
    "x_twice_down": "both rows are made of x's velocity",
    "rows_exchanged": "the rows are exchanged",
    "diagonal_matrix": "the mixed derivatives are missing",
    "diagonal": "only the diagonal is here",
    "velocity": "this is the velocity v itself",
    "summed": "the two rows are added up",
    "at_the_origin": "this is the derivative at the origin",
    "no_graph": "keep the graph of the first derivatives",
    "graph_not_kept": "keep it for the next one",
    "as_list": "put the four numbers together",
    "flat": "rows are the components of v",
    "in_float32": "the dtype must be float64",
}
RIGHT = ["by_hand", "by_differences", "by_hessian", "asks_the_given_point"]


def payoff(c, x, y):
    return torch.stack([x**i for i in range(c.shape[0])]) @ c @ torch.stack([y**j for j in range(c.shape[1])])


def blocks(c, x, y):
    def f(w):
        return payoff(c, w[0], w[1])

    return torch.autograd.functional.hessian(f, torch.stack([x, y]))


def signs(rows):
    return torch.tensor(rows, dtype=torch.float64)


def hessian(c, x, y):
    return blocks(c, x, y)


def players_exchanged(c, x, y):
    return blocks(c, x, y) * signs([[1.0], [-1.0]])


def both_down(c, x, y):
    return -blocks(c, x, y)


def transposed(c, x, y):
    return by_hessian(c, x, y).T


def x_twice(c, x, y):
    row = blocks(c, x, y)[0]
    return torch.stack([-row, row])


def x_twice_down(c, x, y):
    row = blocks(c, x, y)[0]
    return torch.stack([-row, -row])


def rows_exchanged(c, x, y):
    return by_hessian(c, x, y).flip(0)


def diagonal_matrix(c, x, y):
    return by_hessian(c, x, y) * torch.eye(2)


def diagonal(c, x, y):
    return by_hessian(c, x, y).diagonal()


def velocity(c, x, y):
    x, y = x.clone().requires_grad_(), y.clone().requires_grad_()
    f_x, f_y = torch.autograd.grad(payoff(c, x, y), (x, y))
    return torch.stack([-f_x, f_y])


def summed(c, x, y):
    x, y = x.clone().requires_grad_(), y.clone().requires_grad_()
    f_x, f_y = torch.autograd.grad(payoff(c, x, y), (x, y), create_graph=True)
    return torch.stack(torch.autograd.grad(torch.stack([-f_x, f_y]).sum(), (x, y)))


def at_the_origin(c, x, y):
    return by_hessian(c, 0 * x, 0 * y)


def no_graph(c, x, y):
    x, y = x.clone().requires_grad_(), y.clone().requires_grad_()
    f_x, f_y = torch.autograd.grad(payoff(c, x, y), (x, y))
    return torch.stack([torch.stack(torch.autograd.grad(each, (x, y))) for each in (-f_x, f_y)])


def graph_not_kept(c, x, y):
    w = torch.stack([x, y]).requires_grad_()
    slope = torch.autograd.grad(payoff(c, w[0], w[1]), w, create_graph=True)[0]
    return torch.stack([torch.autograd.grad(sign * each, w)[0] for sign, each in zip((-1, 1), slope, strict=True)])


def as_list(c, x, y):
    return by_hessian(c, x, y).tolist()


def flat(c, x, y):
    return by_hessian(c, x, y).flatten()


def in_float32(c, x, y):
    return by_hessian(c, x, y).float()


def by_hessian(c, x, y):
    return blocks(c, x, y) * signs([[-1.0], [1.0]])


def by_hand(c, x, y):
    n, m = c.shape
    i, j = torch.arange(n).double(), torch.arange(m).double()
    p, q = x**i, y**j
    dp = torch.stack([k * x ** max(k - 1, 0) for k in range(n)])
    dq = torch.stack([k * y ** max(k - 1, 0) for k in range(m)])
    ddp = torch.stack([k * (k - 1) * x ** max(k - 2, 0) for k in range(n)])
    ddq = torch.stack([k * (k - 1) * y ** max(k - 2, 0) for k in range(m)])
    mixed = dp @ c @ dq
    return torch.stack([torch.stack([-ddp @ c @ q, -mixed]), torch.stack([mixed, p @ c @ ddq])])


def by_differences(c, x, y):
    e = 1e-4

    def f(a, b):
        return payoff(c, x + a * e, y + b * e)

    xx = (f(1, 0) - 2 * f(0, 0) + f(-1, 0)) / e**2
    yy = (f(0, 1) - 2 * f(0, 0) + f(0, -1)) / e**2
    xy = (f(1, 1) - f(1, -1) - f(-1, 1) + f(-1, -1)) / (4 * e**2)
    return torch.stack([torch.stack([-xx, -xy]), torch.stack([xy, yy])])


def asks_the_given_point(c, x, y):
    x.requires_grad_()
    y.requires_grad_()
    f_x, f_y = torch.autograd.grad(payoff(c, x, y), (x, y), create_graph=True)
    rows = [torch.autograd.grad(each, (x, y), retain_graph=True) for each in (-f_x, f_y)]
    return torch.stack([torch.stack(row) for row in rows])
