package io.voxbus.archfixture.bus;

import io.voxbus.archfixture.directory.KnowsACall;

/** Breaks a rule of the architecture on purpose. */
public final class KnowsTheDirectory {
  KnowsACall known;
}
