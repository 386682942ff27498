"""The tasks of lesson 02, in order: inverse cdfs, mass carried by a map, and a generator that learns by sorting."""

from gancourse.checks import learning_02, monotone_02, newton_02, pushforward_02, quantiles_02

three_quantiles = quantiles_02.three_quantiles
newton_quantile = newton_02.newton_quantile
pushforward_log_density = pushforward_02.pushforward_log_density
sorted_loss = learning_02.sorted_loss
monotone_generator = monotone_02.monotone_generator
gradient_step = learning_02.gradient_step
