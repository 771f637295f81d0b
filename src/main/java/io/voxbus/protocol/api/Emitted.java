package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** An event as clients see it: with its number in the call, which grows by one from 1. */
public record Emitted(@JsonUnwrapped Event event, long seq) implements Told {}
