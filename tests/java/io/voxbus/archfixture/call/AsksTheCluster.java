package io.voxbus.archfixture.call;

import io.voxbus.archfixture.cluster.Anything;

/** Breaks a rule of the architecture on purpose. */
public final class AsksTheCluster {
  Anything known;
}
