package io.voxbus.archfixture.cluster;

import io.voxbus.archfixture.call.AsksTheCluster;

/** Breaks a rule of the architecture on purpose. */
public final class KnowsACall {
  AsksTheCluster known;
}
