"""The tasks of lesson 05, in order: the two losses, one step of each player, and the loop of a GAN."""

from gancourse.checks import loop_05, losses_05, steps_05

discriminator_loss = losses_05.discriminator_loss
generator_loss = losses_05.generator_loss
discriminator_step = steps_05.discriminator_step
generator_step = steps_05.generator_step
train = loop_05.train
