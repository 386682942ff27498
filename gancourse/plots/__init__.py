"""Every figure of the lessons, one file a topic. Each function returns a `Picture`, which displays itself once."""

from gancourse.plots.images import sheet
from gancourse.plots.picture import Picture

__all__ = ["Picture", "sheet"]
