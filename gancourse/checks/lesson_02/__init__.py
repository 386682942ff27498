"""The tasks of lesson 02, in order: inverse cdfs, mass carried by a map, and a generator that learns by sorting."""

from gancourse.checks.lesson_02 import learning, monotone, newton, pushforward, quantiles

three_quantiles = quantiles.three_quantiles
newton_quantile = newton.newton_quantile
pushforward_log_density = pushforward.pushforward_log_density
sorted_loss = learning.sorted_loss
monotone_generator = monotone.monotone_generator
gradient_step = learning.gradient_step
