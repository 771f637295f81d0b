package io.voxbus.archfixture.cycle.one;

import io.voxbus.archfixture.cycle.two.KnowsOne;

/** Breaks a rule of the architecture on purpose. */
public final class KnowsTwo {
  KnowsOne known;
}
