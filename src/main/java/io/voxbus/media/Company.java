package io.voxbus.media;

import io.voxbus.media.lasting.Remains;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.leg.SharedLeg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part in a call beside its main leg: further legs, which hear the main one and are heard by it when they are
 * connected, and clients that listen in. On the media loop's thread.
 */
final class Company {
  private final Map<String, SharedLeg> legs = new LinkedHashMap<>();
  private final Leg main;
  private @Nullable Listeners listeners;
  private boolean closed;

  Company(Leg main) {
    this.main = main;
  }

  void listeners(Listeners clients) {
    listeners = clients;
  }

  List<Remains.Listener> listeners() {
    return listeners == null ? List.of() : listeners.all();
  }

  List<Remains.Member> members() {
    return legs.entrySet().stream()
        .map(leg -> new Remains.Member(leg.getKey(), leg.getValue())).toList();
  }

  /** Those who took part in older code. */
  void goOn(Remains before) {
    before.company().forEach(member -> legs.put(member.name(), member.leg()));
    if (listeners != null) {
      listeners.goOn(before.listeners());
    }
  }

  /** A leg that is opened while the call ends is closed at once, or its ports would be held for ever. */
  void add(String name, Leg leg) {
    if (closed) {
      leg.close();
      return;
    }
    SharedLeg before = legs.put(name, new SharedLeg(main, leg));
    if (before != null) {
      before.close();
    }
  }

  void connect(String name, boolean connected) {
    with(name, leg -> leg.connect(connected));
  }

  void dial(String name, String digits, int millisEach) {
    with(name, leg -> leg.dial(digits, millisEach));
  }

  void remove(String name) {
    SharedLeg leg = legs.remove(name);
    if (leg != null) {
      leg.close();
    }
  }

  void close() {
    closed = true;
    legs.values().forEach(SharedLeg::close);
    legs.clear();
  }

  /** Before each tick: whether the call itself neither listens nor says anything. */
  void relay(boolean idle) {
    boolean alone = idle && legs.size() == 1 && (listeners == null || listeners.isEmpty());
    legs.values().forEach(leg -> leg.relay(alone));
  }

  boolean isEmpty() {
    return legs.isEmpty();
  }

  /** A frame of the main leg. */
  void hear(short[] frame) {
    if (!legs.isEmpty()) {
      legs.values().forEach(leg -> leg.hear(frame));
    }
    if (listeners != null) {
      listeners.remote(frame);
    }
  }

  /**
   * A tick: adds what the others say to what is played.
   *
   * @param audible whether {@code frame} holds anything
   * @return whether it does now
   */
  boolean speak(short[] frame, boolean audible) {
    boolean any = audible;
    if (!legs.isEmpty()) {
      for (SharedLeg leg : legs.values()) {
        any = leg.speak(frame, any);
      }
    }
    if (any && listeners != null) {
      listeners.server(frame);
    }
    return any;
  }

  private void with(String name, Consumer<SharedLeg> what) {
    SharedLeg leg = legs.get(name);
    if (leg != null) {
      what.accept(leg);
    }
  }
}
