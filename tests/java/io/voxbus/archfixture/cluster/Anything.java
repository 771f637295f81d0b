package io.voxbus.archfixture.cluster;

/** What others must not know. */
public final class Anything {}
