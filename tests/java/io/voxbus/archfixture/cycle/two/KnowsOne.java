package io.voxbus.archfixture.cycle.two;

import io.voxbus.archfixture.cycle.one.KnowsTwo;

/** Breaks a rule of the architecture on purpose. */
public final class KnowsOne {
  KnowsTwo known;
}
