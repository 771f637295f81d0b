package io.voxbus.node;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.OwnCalls;
import io.voxbus.directory.lease.LastBeats;
import io.voxbus.directory.lease.Quorum;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.NodeReply;
import io.voxbus.protocol.bus.NodeRequest;
import io.voxbus.protocol.bus.Pulse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure of the other nodes a few times a lease, and lets this one act only while most of them answer. Sees to it that
 * the calls of a lost node are taken over as soon as that node can't act any more.
 */
final class Heartbeat extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final int BEATS_A_LEASE = 12;
  /** For that part of a lease the calls of a lost node stay free once they are. */
  private static final int FREE_PART = 4;
  /** Two clusters that become one need so long until their entries are one as well. */
  private static final List<Integer> REVIEW_MILLIS = List.of(2_000, 10_000, 20_000);

  /** Who takes longer to say what has become of calls is not waited for. */
  private static final Duration MEMORY = Duration.ofSeconds(2);

  private final Bus bus;
  private final NodeDirectory nodes;
  private final Tenure tenure;
  private final OwnCalls own;
  private final LastBeats beats;
  private final Takeovers takeovers;
  private final Meters meters;
  private final Duration lease;
  private final String self;
  private final long startedMillis = System.currentTimeMillis();
  /** The newest start of each node that was heard of. */
  private final Map<String, String> known = new HashMap<>();
  /** Lost nodes, as they were called; read by any thread. */
  private final Map<String, String> absent = new ConcurrentHashMap<>();
  /** Those of them whose calls are still to be taken over. */
  private final Set<String> pending = new HashSet<>();
  private final Set<String> gone = new HashSet<>();
  /** Who has told since a node was struck off that nobody has let it in. */
  private final Set<String> learners = new HashSet<>();
  /** Until when the calls of lost nodes may be taken; read by any thread. */
  private final Map<String, Long> free = new ConcurrentHashMap<>();
  private Quorum quorum;
  private long bootstrapNanos;
  private boolean lapsed;
  private boolean reviewing;
  private boolean left;

  Heartbeat(Bus bus, NodeDirectory nodes, OwnCalls own, Takeovers takeovers, Meters meters,
      Duration lease) {
    this.bus = bus;
    this.nodes = nodes;
    this.own = own;
    this.beats = own.beats();
    this.tenure = own.tenure();
    this.takeovers = takeovers;
    this.meters = meters;
    this.lease = lease;
    this.self = bus.nodeId() + "/" + UUID.randomUUID().toString().substring(0, 8);
    this.quorum = Quorum.learner(self, lease.toNanos());
  }

  @Override
  public Future<?> start() {
    if (nodes.oldest().equals(bus.nodeId())) {
      quorum = Quorum.first(self, lease.toNanos());
    }
    bootstrapNanos = now() + 2 * lease.toNanos();
    bus.receive(Addresses.pulse(bus.nodeId()), this::take);
    own.mayTake(node -> !absent.containsKey(node) || free(node)); // one that is there gives it
    takeovers.mayTake(this::free);
    own.ask(this::remembered);
    nodes.onLost(lost -> context.runOnContext(go -> lost(lost)));
    vertx.setPeriodic(lease.toMillis() / BEATS_A_LEASE, due -> tick());
    tick();
    return Future.succeededFuture();
  }

  /** Tells the others that this node has no calls any more and is not to be counted. */
  Future<Void> leave() {
    return Future.future(done -> context.runOnContext(go -> {
      left = true;
      others().forEach(node -> bus.send(Addresses.pulse(node), new Pulse.Goodbye(self)));
      done.complete();
    }));
  }

  private void tick() {
    long now = now();
    boolean olderOnly = known.isEmpty() && now > bootstrapNanos; // they know nothing of this
    if (!quorum.isMember() && (olderOnly || founderHasGone())) {
      quorum = Quorum.first(self, lease.toNanos());
    }
    publish();
    others().forEach(this::beat);
    takeOver();
  }

  private void beat(String node) {
    long now = now();
    if (!left) {
      bus.send(Addresses.pulse(node), new Pulse.Beat(self, now, quorum.told(now),
          tenure.runs() ? System.currentTimeMillis() : 0, !quorum.isMember()));
    }
  }

  private void take(Pulse pulse) {
    String from = pulse.from();
    if (gone.contains(from) || left) {
      return;
    }
    if (pulse instanceof Pulse.Goodbye) {
      struckOff(from);
    } else {
      meet(from);
      if (pulse instanceof Pulse.Beat beat) {
        beats.heard(from, beat.wallMillis());
        hear(beat);
        answer(beat);
      } else if (pulse instanceof Pulse.Ack ack) {
        answered(ack);
      }
    }
    publish();
  }

  private void meet(String from) {
    String node = Quorum.node(from);
    String before = known.put(node, from);
    if (before != null && !before.equals(from)) {
      struckOff(before);
      free.put(node, now() + lease.toNanos()); // not longer: the new one has calls as well soon
      takeOver();
      absent.remove(node);
      pending.remove(node);
    }
    quorum = quorum.met(from, now());
    boolean here = others().contains(node) && !takeovers.busy(node);
    boolean isBack = here && from.equals(absent.get(node));
    if (isBack) {
      absent.remove(node);
      pending.remove(node);
      free.remove(node);
      quorum = quorum.back(from, now());
      LOG.atInfo().addKeyValue("node", node).log("node is back");
    }
    if (isBack || !from.equals(before)) {
      REVIEW_MILLIS.forEach(millis -> vertx.setTimer(millis, due -> review()));
    }
  }

  private void hear(Pulse.Beat beat) {
    if (beat.learner()) {
      learners.add(beat.from());
    } else {
      learners.remove(beat.from());
    }
  }

  private void answer(Pulse.Beat beat) {
    String node = Quorum.node(beat.from());
    long now = now();
    quorum = quorum.heard(beat.voters());
    if (others().contains(node) && quorum.answers(beat.from(), now)) {
      quorum = quorum.serve(beat.from(), now);
      bus.send(Addresses.pulse(node),
          new Pulse.Ack(self, beat.sentNanos(), quorum.told(now), quorum.quiet(now)));
      if (quorum.stands(now) && !quorum.voters().contains(beat.from())) {
        beat(node); // it is let in when it answers
      }
    }
  }

  private void answered(Pulse.Ack ack) {
    boolean counted = quorum.voters().contains(ack.from());
    quorum = quorum.acked(ack.from(), ack.sentNanos(), ack.quiet(), now()).heard(ack.voters());
    if (!counted && quorum.voters().contains(ack.from())) {
      beat(Quorum.node(ack.from())); // it learns that it is let in
    }
  }

  private void lost(String node) {
    String id = known.getOrDefault(node, node + "/0");
    absent.put(node, id);
    pending.add(node);
    free.remove(node);
    quorum = quorum.lost(id, now());
    nodes.died(node).onSuccess(died -> context.runOnContext(go -> {
      if (died && id.equals(absent.get(node))) {
        LOG.atInfo().addKeyValue("node", node).log("its process has ended: its calls are free");
        free.put(node, Quorum.FOREVER);
        struckOff(id);
        publish();
        takeOver();
      }
    }));
    tick(); // what the others know of it is asked for at once
  }

  private void struckOff(String id) {
    gone.add(id);
    learners.clear(); // it may have let somebody in since they told
    quorum = quorum.gone(id, now());
  }

  /**
   * Whether all who could let this node in have gone for sure, before they have let in anybody who is there: the oldest of
   * those begins then.
   */
  private boolean founderHasGone() {
    return !gone.isEmpty() && nodes.oldest().equals(bus.nodeId()) && known.values().stream()
        .allMatch(id -> gone.contains(id) || learners.contains(id));
  }

  private boolean free(String node) {
    return now() < free.getOrDefault(node, Quorum.NEVER);
  }

  private void takeOver() {
    long now = now();
    Map.copyOf(absent).forEach((node, id) -> {
      if (quorum.frees(id, now)) {
        free.merge(node, now + lease.toNanos() / FREE_PART, Math::max);
      }
      if (tenure.runs() && free(node) && pending.remove(node)) {
        takeovers.begin(node);
      }
    });
  }

  /**
   * Lets this node act until the answers run out; if they had, only when it knows which calls are still its own. It can't
   * while most others are no members for it: the answers came before, and its directory is an island.
   */
  private void publish() {
    tenure.seesMost(quorum.areMost(others()));
    if (tenure.runs() && !lapsed) {
      tenure.until(quorum.deadline());
      return;
    }
    if (!lapsed && quorum.isMember()) {
      lapsed = true;
      if (tenure.began()) {
        meters.leaseLost();
        LOG.atWarn().addKeyValue("voters", quorum.voters())
            .log("most others don't answer: this node's calls are silent");
      }
    }
    if (lapsed && !reviewing && quorum.stands(now()) && tenure.seesMost()) {
      reviewing = true;
      own.review(true).onSuccess(meters::givenUp).onComplete(done -> {
        reviewing = false;
        if (done.succeeded() && tenure.seesMost()) { // else it has read what an island knows
          lapsed = false;
          tenure.until(quorum.deadline());
          LOG.atInfo().addKeyValue("voters", quorum.voters()).log("this node stands");
        }
      });
    }
  }

  private void review() {
    if (tenure.runs()) {
      own.review(false).onSuccess(meters::givenUp).compose(done -> own
          .strikeOffVacant(bus.nodeId(), startedMillis, TimeUnit.NANOSECONDS.toMillis(now())))
          .onSuccess(count -> {
            if (count > 0) {
              LOG.atInfo().addKeyValue("calls", count).log("struck off: they had ended here");
            }
          });
    }
  }

  /** One that does not answer remembers nothing. */
  private Future<NodeReply.Remembered> remembered(List<String> callIds) {
    List<Future<NodeReply.Remembered>> asked = others().stream()
        .map(node -> bus.askFor(Addresses.node(node), new NodeRequest.Describe(callIds),
            NodeReply.Described.class, MEMORY).map(NodeReply.Described::remembered)
            .otherwise(NodeReply.Remembered.NOTHING))
        .toList();
    return Future.join(asked).map(all -> asked.stream().map(Future::result)
        .reduce(NodeReply.Remembered.NOTHING, NodeReply.Remembered::and));
  }

  private List<String> others() {
    return nodes.nodes().stream().map(NodeEntry::id).filter(id -> !id.equals(bus.nodeId()))
        .toList();
  }

  private static long now() {
    return System.nanoTime();
  }
}
