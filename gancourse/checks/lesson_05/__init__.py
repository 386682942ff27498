"""The tasks of lesson 05, in order: the two losses, one step of each player, and the loop of a GAN."""

from gancourse.checks.lesson_05 import loop, losses, steps

discriminator_loss = losses.discriminator_loss
generator_loss = losses.generator_loss
discriminator_step = steps.discriminator_step
generator_step = steps.generator_step
train = loop.train
