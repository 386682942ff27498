"""Answers to 04.predict."""

import torch

WRONG = {
    "moduli": "the real part decides",
    "least_real_part": "the slowest to shrink",
    "imaginary_part": "the largest imaginary part",
    "trace": "the mean of the real parts",
    "exponential": "return the real part",
    "symmetric": "reads one triangle",
    "symmetric_part": "the symmetric part",
    "of_the_jacobian": "the step's map is I + h J",
    "real_parts_only": "the imaginary part is dropped",
    "modulus_too_early": "the modulus is taken too early",
    "one_eigenvalue": "only one eigenvalue is looked at",
    "squared": "the square of the modulus",
    "flow_for_step": "the step is not the flow",
    "two_steps": "two simultaneous steps",
    "h_not_squared": "h² is h here",
    "halved": "the quadratic term is halved",
    "modulus_squared": "for a rotation λ² is negative",
    "same_factor": "this is the simultaneous step's factor",
    "no_two": "a factor 2 is missing",
    "one_player": "rotation makes the largest step smaller",
    "largest_bound": "small enough for every eigenvalue",
    "two_over_modulus": "leaves out that λ turns",
    "negative_bound": "no h > 0 draws in, so return 0",
    "complex_growth": "is a complex number",
    "largest_complex": "complex numbers have no order",
    "not_reduced": "must be one number",
    "three_numbers": "must return 4 values together",
    "in_place": "changes its input `J`",
}
RIGHT = ["by_maps", "by_numpy", "floats"]


def four(J, h, growth=None, simultaneous=None, extragradient=None, bound=None):
    z = torch.linalg.eigvals(J)
    return (
        z.real.max() if growth is None else growth(z),
        (1 + h * z).abs().max() if simultaneous is None else simultaneous(z),
        (1 + h * z + h**2 * z**2).abs().max() if extragradient is None else extragradient(z),
        (-2 * z.real / z.abs() ** 2).min().clamp(min=0) if bound is None else bound(z),
    )


def moduli(J, h):
    return four(J, h, growth=lambda z: z.abs().max())


def least_real_part(J, h):
    return four(J, h, growth=lambda z: z.real.min())


def imaginary_part(J, h):
    return four(J, h, growth=lambda z: z.imag.max())


def trace(J, h):
    return four(J, h, growth=lambda z: J.trace() / len(J))


def exponential(J, h):
    return four(J, h, growth=lambda z: z.real.max().exp())


def symmetric(J, h):
    return four(J, h, growth=lambda z: torch.linalg.eigvalsh(J).max())


def symmetric_part(J, h):
    return four(J, h, growth=lambda z: torch.linalg.eigvalsh((J + J.T) / 2).max())


def of_the_jacobian(J, h):
    return four(J, h, simultaneous=lambda z: z.abs().max())


def real_parts_only(J, h):
    return four(J, h, simultaneous=lambda z: (1 + h * z.real).abs().max())


def modulus_too_early(J, h):
    return four(J, h, simultaneous=lambda z: (1 + h * z.abs()).max())


def one_eigenvalue(J, h):
    return four(J, h, simultaneous=lambda z: (1 + h * z[z.real.argmax()]).abs())


def squared(J, h):
    return four(J, h, simultaneous=lambda z: (1 + 2 * h * z.real + h**2 * z.abs() ** 2).max())


def flow_for_step(J, h):
    return four(J, h, simultaneous=lambda z: (h * z.real.max()).exp())


def two_steps(J, h):
    return four(J, h, extragradient=lambda z: ((1 + h * z) ** 2).abs().max())


def h_not_squared(J, h):
    return four(J, h, extragradient=lambda z: (1 + h * z + h * z**2).abs().max())


def halved(J, h):
    return four(J, h, extragradient=lambda z: (1 + h * z + (h * z) ** 2 / 2).abs().max())


def modulus_squared(J, h):
    return four(J, h, extragradient=lambda z: (1 + h * z + (h * z).abs() ** 2).abs().max())


def same_factor(J, h):
    return four(J, h, extragradient=lambda z: (1 + h * z).abs().max())


def no_two(J, h):
    return four(J, h, bound=lambda z: (-z.real / z.abs() ** 2).min().clamp(min=0))


def one_player(J, h):
    return four(J, h, bound=lambda z: (-2 / z.real).min().clamp(min=0))


def largest_bound(J, h):
    return four(J, h, bound=lambda z: (-2 * z.real / z.abs() ** 2).max().clamp(min=0))


def two_over_modulus(J, h):
    return four(J, h, bound=lambda z: (2 / z.abs()).min())


def negative_bound(J, h):
    return four(J, h, bound=lambda z: (-2 * z.real / z.abs() ** 2).min())


def complex_growth(J, h):
    return four(J, h, growth=lambda z: z[z.real.argmax()])


def largest_complex(J, h):
    return four(J, h, growth=lambda z: z.max())


def not_reduced(J, h):
    return four(J, h, simultaneous=lambda z: (1 + h * z).abs())


def three_numbers(J, h):
    return four(J, h)[:3]


def in_place(J, h):
    found = four(J, h)
    J *= h
    return found


def by_maps(J, h):
    one = torch.eye(len(J), dtype=J.dtype)
    M = one + h * J
    z = torch.linalg.eigvals(J)
    bound = (-2 * z.real / (z.real**2 + z.imag**2)).min()
    radii = [torch.linalg.eigvals(each).abs().max() for each in (M, one + h * J @ M)]
    return z.real.max(), *radii, torch.maximum(bound, torch.zeros(()).double())


def by_numpy(J, h):
    import numpy

    z = numpy.linalg.eigvals(J.numpy())
    bound = max(0.0, float(numpy.min(-2 * z.real / numpy.abs(z) ** 2)))
    return float(z.real.max()), float(abs(1 + h * z).max()), float(abs(1 + h * z + h * h * z * z).max()), bound


def floats(J, h):
    return [float(each) for each in four(J, h)]
