package io.voxbus.archfixture.dtls;

import io.vertx.core.Vertx;

/** Breaks a rule of the architecture on purpose. */
public final class KnowsVertx {
  Vertx known;
}
