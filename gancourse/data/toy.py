"""Three curves in the plane with noise about them, a line, two moons and a Swiss roll, whose densities are known exactly."""

import math
from typing import Any

import torch
from torch import Tensor

from gancourse.data.density import check_draw, check_dtype, check_points, check_positive


class Line:
    """A straight segment of length L about the origin, at an angle, blurred by a Gaussian of standard deviation s.

    In the segment's own axes, a point is (u + s e1, s e2), with u uniform on [-L/2, L/2] and e1, e2 standard normal, so that

        p(a, b) = [Phi((a + L/2) / s) - Phi((a - L/2) / s)] / L  *  N(b; 0, s^2);

    the rotation to the axes of the plane has determinant 1 and leaves the density as it is.

    Attributes:
        dim: 2. modes: None. dtype: of the samples.
    """

    dim, modes = 2, None

    def __init__(self, length: float, scale: float, angle: float, dtype: torch.dtype):
        self.length, self.scale, self.dtype = length, scale, dtype
        along = [math.cos(angle), math.sin(angle)]
        self.axes = torch.tensor([along, [-along[1], along[0]]], dtype=torch.float64)  # (2, 2), the segment's axes as rows

    def sample(self, n: int, stream: torch.Generator) -> Tensor:
        """n independent points, (n, 2), on the stream's device.

        Raises:
            ValueError, TypeError: n is no whole number above zero, or the stream is no torch.Generator.
        """
        check_draw(n, stream)
        options: dict[str, Any] = {"generator": stream, "device": stream.device, "dtype": self.dtype}
        own = self.scale * torch.randn(n, 2, **options)  # in the segment's axes
        own[:, 0] += self.length * (torch.rand(n, **options) - 0.5)
        return own @ self.axes.to(own)

    def log_prob(self, x: Tensor) -> Tensor:
        """The log-density in nats, (...), at points (..., 2), computed in float64 and returned in the dtype of x.

        Raises:
            TypeError, ValueError: x is not (..., 2) of float32 or float64.
        """
        points = check_points(x, 2)
        along, across = (points @ self.axes.to(points).T).unbind(-1)
        # The difference is even in a; with -|a| for a both terms lie in the left tail, where log Phi loses no digits.
        near = torch.special.log_ndtr((self.length / 2 - along.abs()) / self.scale)
        far = torch.special.log_ndtr((-self.length / 2 - along.abs()) / self.scale)
        lengthwise = near + torch.log1p(-torch.exp(far - near)) - math.log(self.length)
        return (lengthwise + _log_normal(across, self.scale)).to(x.dtype)


class Arcs:
    """Arcs in polar coordinates with noise along the radius; a point lies on each arc with equal probability.

    On one arc, with centre c, an angle t is uniform on [start, stop], and

        x = c + r (cos t, sin t),    r = a + b t + s e,    e standard normal.

    (r, t) has the density N(r; a + b t, s^2) / (stop - start), and the map to x has the Jacobian |r|. A point at distance
    rho and angle theta from c is reached from t = theta + m pi with r = (-1)^m rho, for each whole m that brings t into
    [start, stop]: once an arm of a spiral, and, for odd m, from the far side of the centre. By the change of variables

        p(x) = 1 / (rho (stop - start)) * sum over m of N((-1)^m rho; a + b (theta + m pi), s^2).

    1 / rho is unbounded at a centre, where the sum is as small as exp(-(a + b t)^2 / (2 s^2)): rho counts as 1e-12 at least.

    Attributes:
        dim: 2. modes: None. dtype: of the samples.
    """

    dim, modes = 2, None

    def __init__(self, arcs: list[tuple[tuple[float, float], float, float, float, float]], scale: float, dtype: torch.dtype):
        self.arcs, self.scale, self.dtype = arcs, scale, dtype  # an arc is centre, start, stop, a, b

    def sample(self, n: int, stream: torch.Generator) -> Tensor:
        """n independent points, (n, 2), on the stream's device.

        Raises:
            ValueError, TypeError: n is no whole number above zero, or the stream is no torch.Generator.
        """
        check_draw(n, stream)
        options: dict[str, Any] = {"device": stream.device, "dtype": self.dtype}
        which = torch.randint(len(self.arcs), (n,), generator=stream, device=stream.device)
        centre = torch.tensor([arc[0] for arc in self.arcs], **options)[which]  # (n, 2)
        start, stop, a, b = torch.tensor([arc[1:] for arc in self.arcs], **options)[which].unbind(1)  # (n,) each
        t = start + (stop - start) * torch.rand(n, generator=stream, **options)
        r = a + b * t + self.scale * torch.randn(n, generator=stream, **options)
        return centre + r.unsqueeze(1) * torch.stack([t.cos(), t.sin()], dim=1)

    def log_prob(self, x: Tensor) -> Tensor:
        """The log-density in nats, (...), at points (..., 2), computed in float64 and returned in the dtype of x.

        Raises:
            TypeError, ValueError: x is not (..., 2) of float32 or float64.
        """
        points = check_points(x, 2)
        each = [self._log_arc(points - torch.tensor(centre).to(points), *arc) for centre, *arc in self.arcs]
        return (torch.logsumexp(torch.stack(each), dim=0) - math.log(len(self.arcs))).to(x.dtype)

    def _log_arc(self, offset: Tensor, start: float, stop: float, a: float, b: float) -> Tensor:
        """The log-density of one arc at points given relative to its centre."""
        rho = torch.linalg.vector_norm(offset, dim=-1, keepdim=True).clamp_min(1e-12)  # (..., 1)
        theta = torch.atan2(offset[..., 1:], offset[..., :1])  # (..., 1), in [-pi, pi]
        m = torch.arange(math.floor(start / math.pi) - 1, math.ceil(stop / math.pi) + 2, device=offset.device)
        t = theta + m * math.pi  # (..., windings)
        r = rho * (1 - 2 * (m % 2))  # (-1)^m rho
        reached = (t >= start) & (t <= stop)
        terms = torch.where(reached, _log_normal(r - (a + b * t), self.scale), -math.inf)
        return torch.logsumexp(terms, dim=-1) - rho.squeeze(-1).log() - math.log(stop - start)


def line(length: float = 4.0, scale: float = 0.05, angle: float = math.pi / 4, *, dtype: torch.dtype = torch.float32) -> Line:
    """A segment of a given length about the origin, at an angle in radians, with Gaussian noise of standard deviation `scale`.

    Raises:
        ValueError: the length or the scale is not above zero.
    """
    return Line(check_positive("length", length), check_positive("scale", scale), float(angle), check_dtype(dtype))


def moons(scale: float = 0.1, *, dtype: torch.dtype = torch.float32) -> Arcs:
    """Two half circles of radius 1 that reach into each other, the first open downwards, the other upwards.

    The curves are those of scikit-learn's make_moons, moved so that their midpoint is the origin. The noise lies along the
    radius alone, with standard deviation `scale`, so that the density is exact; scikit-learn's is added to both coordinates.

    Raises:
        ValueError: the scale is not above zero.
    """
    above = ((-0.5, -0.25), 0.0, math.pi, 1.0, 0.0)
    below = ((0.5, 0.25), math.pi, 2 * math.pi, 1.0, 0.0)
    return Arcs([above, below], check_positive("scale", scale), check_dtype(dtype))


def swiss_roll(radius: float = 2.0, scale: float = 0.05, *, dtype: torch.dtype = torch.float32) -> Arcs:
    """A spiral of one turn and a half, r proportional to t for t from 1.5 pi to 4.5 pi, that ends at distance `radius`.

    The curve is that of scikit-learn's make_swiss_roll seen from the side, with t uniform as there. The noise lies along the
    radius alone, with standard deviation `scale`, so that the density is exact.

    Raises:
        ValueError: the radius or the scale is not above zero.
    """
    start, stop = 1.5 * math.pi, 4.5 * math.pi
    spiral = ((0.0, 0.0), start, stop, 0.0, check_positive("radius", radius) / stop)
    return Arcs([spiral], check_positive("scale", scale), check_dtype(dtype))


def _log_normal(x: Tensor, scale: float) -> Tensor:
    """log N(x; 0, scale^2)."""
    return -0.5 * (x / scale).square() - math.log(scale * math.sqrt(2 * math.pi))
