package io.voxbus.protocol.api;

/** The call lives on another node now: whoever follows it attaches again. Between nodes only, no client is told. */
public record Moved(String nodeId) implements Told {}
