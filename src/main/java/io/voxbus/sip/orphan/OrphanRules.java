package io.voxbus.sip.orphan;

import io.voxbus.protocol.bus.Orphan;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipWaiting;
import io.voxbus.sip.orphan.OrphanEffect.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request in a dialog that this node does not have. It may be one of a node that is lost: whoever will go on
 * with it does not have it yet, and nobody may know of the loss. So every other node is asked, and the request waits
 * while one of them says nothing or calls are being taken over, for some seconds and not more than some at a time.
 */
final class OrphanRules {
  /** A node that hangs is found to be lost after 6 s; its calls are another's soon after. */
  static final long HOLD_MILLIS = 8_000;
  static final int MOST = 256;

  private final Map<String, Held> held = new LinkedHashMap<>();
  /** What other nodes have asked for. */
  private final Map<String, Sought> sought = new LinkedHashMap<>();
  /** Other nodes that have been seen, and were not told to be lost. */
  private final Set<String> others = new HashSet<>();
  /** Until when dialogs of a lost node may turn up. */
  private final Map<String, Long> arriving = new HashMap<>();

  /** A request of this node, which is still remembered for a while when it was answered: it may be repeated. */
  private static final class Held {
    private final Orphan orphan;
    private final long untilMillis;
    private final Set<String> silent;
    private @Nullable Verdict answered;

    Held(Orphan orphan, Set<String> silent, long untilMillis) {
      this.orphan = orphan;
      this.silent = new HashSet<>(silent);
      this.untilMillis = untilMillis;
    }
  }

  private record Sought(Orphan orphan, String node, long untilMillis) {}

  List<OrphanEffect> on(OrphanSignal signal, long now) {
    List<OrphanEffect> effects = new ArrayList<>();
    switch (signal) {
      case OrphanSignal.Seen(Set<String> nodes) -> others.addAll(nodes);
      case OrphanSignal.Came(Orphan orphan) -> came(effects, orphan, now);
      case OrphanSignal.Said(String id, String node, boolean here) -> said(effects, id, node, here);
      case OrphanSignal.Placed(String id) -> placed(effects, id);
      case OrphanSignal.Sought(Orphan orphan, String node) -> {
        if (sought.size() < MOST) {
          sought.put(node + " " + orphan.id(), new Sought(orphan, node, now + HOLD_MILLIS));
        }
      }
      case OrphanSignal.Arrived(SipDialog dialog) ->
        arrived(effects, orphan -> orphan.isIn(dialog));
      case OrphanSignal.Heard(SipWaiting call) ->
        arrived(effects, orphan -> orphan.isFor(call));
      case OrphanSignal.Lost(String node, boolean calls) -> {
        arriving.compute(node, (id, until) -> calls ? now + HOLD_MILLIS : null);
        others.remove(node);
        held.values().forEach(one -> one.silent.remove(node));
      }
      case OrphanSignal.Tick() -> {
        // time has passed
      }
    }
    settle(effects, now);
    return effects;
  }

  /** When it wants an {@link OrphanSignal.Tick}; {@link Long#MAX_VALUE}: never. */
  long nextMillis() {
    long next = sought.values().stream().mapToLong(Sought::untilMillis).min()
        .orElse(Long.MAX_VALUE);
    for (Held one : held.values()) {
      boolean early = one.answered == null && one.silent.isEmpty();
      next = Math.min(next, early ? Math.min(arrivedMillis(), one.untilMillis) : one.untilMillis);
    }
    return next;
  }

  private long arrivedMillis() {
    return arriving.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  private void came(List<OrphanEffect> effects, Orphan orphan, long now) {
    Held before = held.get(orphan.id());
    if (before != null) {
      if (before.answered != null) {
        effects.add(new OrphanEffect.Settle(orphan.id(), before.answered));
      }
    } else if (held.size() == MOST) {
      effects.add(new OrphanEffect.Settle(orphan.id(), Verdict.AGAIN));
    } else {
      held.put(orphan.id(), new Held(orphan, others, now + HOLD_MILLIS));
      if (!others.isEmpty()) {
        effects.add(new OrphanEffect.Ask(orphan, Set.copyOf(others)));
      }
    }
  }

  private void said(List<OrphanEffect> effects, String id, String node, boolean here) {
    Held one = waiting(id);
    if (one != null && here) {
      answer(effects, one, one.orphan.ends() ? Verdict.ENDED : Verdict.AGAIN);
    } else if (one != null) {
      one.silent.remove(node);
    }
  }

  private void placed(List<OrphanEffect> effects, String id) {
    Held one = waiting(id);
    if (one != null) {
      answer(effects, one, one.orphan.ends() ? Verdict.ENDED : Verdict.LATER);
    }
  }

  private @Nullable Held waiting(String id) {
    Held one = held.get(id);
    return one == null || one.answered != null ? null : one;
  }

  private void arrived(List<OrphanEffect> effects, Predicate<Orphan> fits) {
    List.copyOf(held.values()).stream()
        .filter(one -> one.answered == null && fits.test(one.orphan))
        .forEach(one -> answer(effects, one,
            one.orphan.offers() ? Verdict.PENDING : Verdict.AGAIN));
    sought.values().removeIf(one -> {
      boolean in = fits.test(one.orphan);
      if (in) {
        effects.add(new OrphanEffect.Take(one.orphan, one.node));
      }
      return in;
    });
  }

  private void settle(List<OrphanEffect> effects, long now) {
    Set<String> lost = Set.copyOf(arriving.keySet());
    sought.values().removeIf(one -> one.untilMillis <= now);
    arriving.values().removeIf(until -> until <= now);
    for (Held one : List.copyOf(held.values())) {
      if (one.untilMillis <= now && one.answered != null) {
        held.remove(one.orphan.id());
      } else if (one.answered == null && one.untilMillis <= now) {
        effects.add(new OrphanEffect.GiveUp(one.orphan, Set.copyOf(one.silent), lost));
        answer(effects, one, Verdict.AGAIN);
      } else if (one.answered == null && one.silent.isEmpty() && arriving.isEmpty()) {
        answer(effects, one, Verdict.AGAIN);
      }
    }
  }

  /** Who is let in again has a transaction, which knows its repetitions. */
  private void answer(List<OrphanEffect> effects, Held one, Verdict verdict) {
    effects.add(new OrphanEffect.Settle(one.orphan.id(), verdict));
    if (verdict == Verdict.AGAIN) {
      held.remove(one.orphan.id());
    } else {
      one.answered = verdict;
    }
  }
}
