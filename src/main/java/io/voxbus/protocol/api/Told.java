package io.voxbus.protocol.api;

/** What a client of a call is told. */
public sealed interface Told permits Emitted, Moved, Obeyed {}
