"""The tasks of lesson 09, in order: transport as a linear programme, its dual, the critic's steps, a penalty, power iteration."""

from gancourse.checks.lesson_09 import clipping, penalty, power, prices, programme

transport_programme = programme.transport_programme
dual = prices.dual
critic_steps = clipping.critic_steps
gradient_penalty = penalty.gradient_penalty
power_iteration = power.power_iteration
