package io.voxbus.directory.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes and calls of the first of them as a state machine around {@link Quorum}. At any time any of this may happen,
 * or not: a node is answered; the first is answered late; another one declares the first lost, or back, and takes a call of it
 * over; one of the others dies, of which the last one hears or not. A node that hangs is one to which nothing happens.
 * Times are relative to now; what is older than the rules look back is equally old.
 *
 * @param deadlines until when each node acts, as it was told last
 * @param late      an answer to the first node that is under way, or null
 * @param dead      a node, or -1
 * @param calls     by call: which nodes have a session of it, as bits, and the owner in the directory
 */
record QuorumModel(List<Quorum> quorums, List<Integer> deadlines, @Nullable Late late, int dead,
    List<Call> calls) {
  static final int NODES = 3;
  static final int LEASE = 2;
  static final int OWNER = 0;
  private static final int OLD = -LEASE - 1;
  private static final int FOREVER = 9;

  /** A rule that is left out, to see that it is missed. */
  enum Without {
    NOTHING,
    /** Nodes act though their lease has run out. */
    LEASE,
    /** They go on with calls that others have taken over meanwhile. */
    REVIEW,
    /** One that has lost the owner takes its call, though others answer it. */
    FENCES_OF_A_MAJORITY,
    /** The call is taken before the lease that was given last can have run out. */
    WAITING_AFTER_THE_FENCE,
    /** Who is back is answered at once, though others rely on its having no answers. */
    HOLDING_THE_FENCE,
    /** The lease begins when the answer comes, not when it was asked for. */
    TIME_OF_ASKING,
    /** What a dead voter had answered is forgotten with it. */
    WAITING_AFTER_A_DEATH
  }

  /** What may happen. */
  record Scope(int calls, boolean late, boolean dying, Without without) {}

  record Late(int from, int asked, SortedMap<String, Long> quiet) {}

  record Call(int owner, int sessions) {}

  static QuorumModel start(Scope scope) {
    List<Quorum> quorums = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      SortedMap<String, Long> now = new TreeMap<>();
      for (int j = 0; j < NODES; j++) {
        if (i != j) {
          now.put(name(j), 0L);
        }
      }
      quorums.add(new Quorum(name(i), LEASE, new TreeSet<>(List.of(name(0), name(1), name(2))),
          now, now, new TreeMap<>(), new TreeMap<>(), OLD));
    }
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < scope.calls; i++) {
      calls.add(new Call(OWNER, 1 << OWNER));
    }
    return new QuorumModel(quorums, List.of(LEASE, LEASE, LEASE), null, -1, calls);
  }

  /** The owner comes last by name: who is left with it may act without it. */
  static String name(int node) {
    return "cab".charAt(node) + "/1";
  }

  /** Whether two nodes send the audio of one call. */
  boolean doubled(Scope scope) {
    return calls.stream().anyMatch(call -> {
      int emitting = 0;
      for (int i = 0; i < NODES; i++) {
        emitting += (call.sessions >> i & 1) == 1 && acts(i, scope) ? 1 : 0;
      }
      return emitting > 1;
    });
  }

  private boolean acts(int node, Scope scope) {
    return node != dead && (scope.without == Without.LEASE || deadlines.get(node) > 0);
  }

  /** Every state that may come next. */
  void next(Scope scope, Consumer<QuorumModel> to) {
    to.accept(tick(scope));
    if (late != null) {
      if (dead != OWNER) {
        to.accept(late(null).delivered(OWNER, late, scope));
      }
      to.accept(late(null));
    }
    for (int i = 0; i < NODES; i++) {
      for (int j = 0; j < NODES; j++) {
        if (i != j && i != dead && j != dead) {
          exchange(i, j, scope, to);
        }
      }
      if (i != OWNER && i != dead) {
        see(i, scope, to);
        takeOver(i, scope, to);
        die(i, scope, to);
      }
    }
  }

  private void exchange(int i, int j, Scope scope, Consumer<QuorumModel> to) {
    if (quorums.get(j).answers(name(i), 0)) {
      Late answer = new Late(j, 0, quorums.get(j).quiet(0));
      QuorumModel served = j == OWNER ? this : with(j, quorums.get(j).serve(name(i), 0));
      to.accept(served.delivered(i, answer, scope));
      if (scope.late && i == OWNER && j == 1 && late == null) {
        to.accept(served.late(answer));
      }
    }
  }

  private QuorumModel delivered(int at, Late answer, Scope scope) {
    int asked = scope.without == Without.TIME_OF_ASKING ? 0 : answer.asked;
    return with(at, quorums.get(at).acked(name(answer.from), asked, answer.quiet, 0))
        .published(at, scope);
  }

  private void see(int i, Scope scope, Consumer<QuorumModel> to) {
    Quorum quorum = quorums.get(i);
    Quorum.Fence fence = quorum.fences().get(name(OWNER));
    if (fence == null || fence.liftAt() != Quorum.FOREVER) {
      to.accept(with(i, quorum.lost(name(OWNER), 0)));
    } else if (scope.without == Without.HOLDING_THE_FENCE) {
      to.accept(with(i, fenced(quorum, new Quorum.Fence(fence.since(), 0))));
    } else {
      to.accept(with(i, quorum.back(name(OWNER), 0)));
    }
  }

  private void die(int i, Scope scope, Consumer<QuorumModel> to) {
    if (scope.dying && dead < 0) {
      to.accept(new QuorumModel(quorums, deadlines, late, i, calls));
    }
    if (dead >= 0 && quorums.get(i).voters().contains(name(dead))) {
      Quorum gone = quorums.get(i).gone(name(dead), 0);
      to.accept(with(i, scope.without == Without.WAITING_AFTER_A_DEATH ? forgetful(gone) : gone)
          .published(i, scope));
    }
  }

  private static Quorum forgetful(Quorum quorum) {
    return new Quorum(quorum.self(), LEASE, quorum.voters(), quorum.acked(), quorum.served(),
        quorum.fences(), quorum.reports(), OLD);
  }

  /** The owner is cut off from the others, who talk to each other; within so many ticks one of them may take its calls. */
  boolean isSavedWithin(int ticks, Scope scope) {
    QuorumModel now = this;
    for (int i = 0; i < ticks; i++) {
      for (int node = 1; node < NODES; node++) {
        int other = NODES - node;
        now = now.with(node, now.quorums.get(node).lost(name(OWNER), 0));
        now = now.with(other, now.quorums.get(other).serve(name(node), 0)).delivered(node,
            new Late(other, 0, now.quorums.get(other).quiet(0)), scope);
        if (now.quorums.get(node).frees(name(OWNER), 0) && now.acts(node, scope)) {
          return true;
        }
      }
      now = now.tick(scope);
    }
    return false;
  }

  private void takeOver(int i, Scope scope, Consumer<QuorumModel> to) {
    Quorum quorum = quorums.get(i);
    Quorum.Fence fence = quorum.fences().get(name(OWNER));
    boolean lost = fence != null && fence.liftAt() == Quorum.FOREVER;
    boolean free = switch (scope.without) {
      case FENCES_OF_A_MAJORITY -> lost && -LEASE > fence.since();
      case WAITING_AFTER_THE_FENCE -> lost && quorum.reports().values().stream()
          .anyMatch(report -> report.asked() == 0 && report.quietSince().containsKey(name(OWNER)));
      default -> quorum.frees(name(OWNER), 0);
    };
    for (int call = 0; call < calls.size() && free; call++) {
      if (calls.get(call).owner == OWNER
          && acts(i, scope)) {
        to.accept(call(call, new Call(i, calls.get(call).sessions | 1 << i)));
      }
    }
  }

  /** As the heartbeat lets a node act: if it could not, only when it knows which calls are still its own. */
  private QuorumModel published(int node, Scope scope) {
    int deadline = (int) Math.clamp(quorums.get(node).deadline(), 0, FOREVER);
    QuorumModel now = this;
    if (deadlines.get(node) == 0 && deadline > 0 && scope.without != Without.REVIEW) {
      for (int i = 0; i < calls.size(); i++) {
        Call call = calls.get(i);
        if (call.owner != node) {
          now = now.call(i, new Call(call.owner, call.sessions & ~(1 << node)));
        }
      }
    }
    return new QuorumModel(quorums, set(deadlines, node, deadline), late, dead, now.calls);
  }

  private QuorumModel tick(Scope scope) {
    int useless = scope.without == Without.TIME_OF_ASKING ? OLD : 1 - LEASE;
    return new QuorumModel(quorums.stream().map(QuorumModel::older).toList(),
        deadlines.stream().map(at -> at == FOREVER ? at : Math.max(0, at - 1)).toList(),
        late == null || late.asked <= useless
            ? null // it changes nothing any more
            : new Late(late.from, late.asked - 1, late.quiet),
        dead, calls);
  }

  private static Quorum older(Quorum quorum) {
    Quorum older = new Quorum(quorum.self(), LEASE, quorum.voters(),
        older(quorum.acked(), -LEASE), older(quorum.served(), OLD), quorum.fences(),
        new TreeMap<>(), Math.max(OLD, quorum.shrunk() - 1)); // reports are for half a lease: now
    Quorum.Fence fence = quorum.fences().get(name(OWNER));
    return fence == null
        ? older
        : fenced(older, new Quorum.Fence(Math.max(OLD, fence.since() - 1),
            fence.liftAt() == Quorum.FOREVER ? Quorum.FOREVER : Math.max(0, fence.liftAt() - 1)));
  }

  private static Quorum fenced(Quorum quorum, Quorum.Fence fence) {
    return new Quorum(quorum.self(), LEASE, quorum.voters(), quorum.acked(), quorum.served(),
        new TreeMap<>(Map.of(name(OWNER), fence)), quorum.reports(), quorum.shrunk());
  }

  private static SortedMap<String, Long> older(SortedMap<String, Long> times, long least) {
    SortedMap<String, Long> older = new TreeMap<>();
    times.forEach((node, time) -> older.put(node, Math.max(least, time - 1)));
    return older;
  }

  private QuorumModel with(int node, Quorum quorum) {
    return new QuorumModel(set(quorums, node, quorum), deadlines, late, dead, calls);
  }

  private QuorumModel late(@Nullable Late answer) {
    return new QuorumModel(quorums, deadlines, answer, dead, calls);
  }

  private QuorumModel call(int index, Call call) {
    return new QuorumModel(quorums, deadlines, late, dead, set(calls, index, call));
  }

  private static <T> List<T> set(List<T> list, int index, T value) {
    List<T> changed = new ArrayList<>(list);
    changed.set(index, value);
    return changed;
  }

  /** The same for states that behave the same; the two others may change places. */
  String key() {
    String one = key(0, 1, 2);
    String other = key(0, 2, 1);
    return one.compareTo(other) < 0 ? one : other;
  }

  private String key(int... order) {
    StringBuilder key = new StringBuilder(48);
    for (int i : order) {
      node(key, i, order);
    }
    if (late != null) {
      put(put(key, order[late.from]), late.asked);
    }
    put(key, dead < 0 ? 4 : order[dead]);
    for (Call call : calls) {
      put(key, order[call.owner]);
      for (int i : order) {
        put(key, call.sessions >> i & 1);
      }
    }
    return key.toString();
  }

  private void node(StringBuilder key, int i, int... order) {
    Quorum quorum = quorums.get(i);
    put(put(key, quorum.voters().size()), deadlines.get(i));
    for (int j : order) {
      if (i != j) {
        put(key, quorum.acked().getOrDefault(name(j), (long) OLD));
        Quorum.Report report = quorum.reports().get(name(j));
        put(key, report == null || report.asked() < 0
            ? 7
            : report.quietSince().getOrDefault(name(OWNER), 6L));
      }
    }
    if (i != OWNER) {
      Quorum.Fence fence = quorum.fences().get(name(OWNER));
      put(key, fence == null ? quorum.served().getOrDefault(name(OWNER), 7L) : fence.since());
      put(key, fence == null ? 8 : Math.min(fence.liftAt(), 7));
      put(key, quorum.shrunk());
    }
  }

  private static StringBuilder put(StringBuilder key, long small) {
    return key.append((char) ('A' + small));
  }
}
