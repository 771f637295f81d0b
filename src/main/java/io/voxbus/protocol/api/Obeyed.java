package io.voxbus.protocol.api;

/** A command that the call was given, for those who only watch it: its own clients know what they sent. */
public record Obeyed(Command command) implements Told {}
