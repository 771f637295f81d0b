package io.voxbus.bus;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.List;

/**
 * One version of a component, as its node runs it. A new version is made by the constructor that takes the
 * {@link Parts} of the node, from new classes; the old one goes on until what it has begun is over.
 */
public interface Component {
  /** A host to deploy; called once an instance. */
  Deployable host();

  /** How many hosts share the work. */
  default int instances() {
    return 1;
  }

  /** Does what would make its first work slow; the node is not ready before. Failing is no reason not to get ready. */
  default Future<Void> warmUp() {
    return Future.succeededFuture();
  }

  /**
   * A version that is to replace another does on nothing what calls will want of it at once. Blocks, behind the calls;
   * one that fails does not replace anything.
   */
  default void rehearse() {}

  /** What this version has open beside its sessions. */
  default int open() {
    return 0;
  }

  /** Of what it has open beside its sessions, how much can go on in newer versions at all. */
  default int movable() {
    return 0;
  }

  /** What newer versions still use of it; it is not closed before that is over. */
  default int lent() {
    return 0;
  }

  /** The names of the providers in it. */
  default List<String> provides() {
    return List.of();
  }

  /** What it found and can't use. A version with problems that the one before it has not does not replace it. */
  default List<String> problems() {
    return List.of();
  }

  /** Takes nothing new; comes when the hosts may be undeployed. */
  default Future<Void> retire() {
    return Future.succeededFuture();
  }

  /**
   * A session of this version that goes on where one of an older version has stopped.
   *
   * @throws IllegalArgumentException when it can't be read
   */
  default Deployable successor(Handover handover) {
    throw new IllegalArgumentException("sessions of this component do not move");
  }

  /**
   * What is open beside its sessions goes on in that newer version, as far as it can at this moment.
   *
   * @return how much did
   */
  default Future<Integer> move(Component newer) {
    return Future.succeededFuture(0);
  }

  /**
   * Something that was open beside the sessions of an older version goes on in this one, from now on. On the event loop
   * that it is on.
   *
   * @throws IllegalArgumentException when it can't be read; then it stays where it was
   */
  default void inherit(Handover left) {
    throw new IllegalArgumentException("nothing of this component moves");
  }

  /** The node ends, and its newest versions say goodbye to the world, which can still be reached. */
  default Future<Void> leave() {
    return Future.succeededFuture();
  }

  /** Gives back what belongs to this version; its last session has ended. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }
}
