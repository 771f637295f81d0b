package io.voxbus.call.turn;

/**
 * A call goes on at another node.
 *
 * @param node      the new one
 * @param epoch     of the call there
 * @param cutMillis when the old one was last known to play and listen, wall clock
 */
public record Resumption(String node, long epoch, long cutMillis) {}
