package io.voxbus.archfixture.media;

/** What others must not know. */
public final class Anything {}
