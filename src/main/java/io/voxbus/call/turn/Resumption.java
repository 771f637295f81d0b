package io.voxbus.call.turn;

/**
 * A call goes on at another node.
 *
 * @param node      the new one
 * @param epoch     of the call there
 * @param owners    that it has had since what is known of it was kept, with the new one: what those between may have told its
 *                  far ends is not known; 0: it stays where it was
 * @param cutMillis when the old one was last known to play and listen, wall clock
 */
public record Resumption(String node, long epoch, int owners, long cutMillis) {
  public Resumption(String node, long epoch, long cutMillis) {
    this(node, epoch, 1, cutMillis);
  }
}
