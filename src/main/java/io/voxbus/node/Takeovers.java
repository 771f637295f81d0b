package io.voxbus.node;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.lease.Succession;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes over this node's share of the calls of lost nodes. Whoever else might take one looks again later: for the calls
 * whose heir was lost as well. What nobody can restore is struck off.
 */
final class Takeovers {
  private static final Logger LOG = LoggerFactory.getLogger(Takeovers.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int AT_ONCE = 32;
  private static final int SWEEP_MILLIS = 3_000;
  private static final int SWEEPS = 3;
  private static final int GONE = 410;
  /** The component that takes calls may be just replaced. */
  private static final int UNHEARD = 10;
  private static final int AGAIN_MILLIS = 200;

  /** Where nobody talks yet, nobody misses anything. */
  private static final Comparator<CallEntry> TALKING_FIRST = Comparator
      .comparing(entry -> entry.answerMillis() == null);

  private final Bus bus;
  private final CallDirectory calls;
  private final NodeDirectory nodes;
  private final Tenure tenure;
  private final Meters meters;
  private final Level level;
  /** How many calls of a lost node are being taken over here. */
  private final Map<String, Integer> busy = new HashMap<>();
  private final Set<String> underWay = new HashSet<>();
  private final Deque<CallEntry> waiting = new ArrayDeque<>();
  private Predicate<String> free = node -> false;
  private int running;

  /** @param calls as all nodes share them */
  Takeovers(Bus bus, CallDirectory calls, NodeDirectory nodes, Tenure tenure, Meters meters) {
    this(bus, calls, nodes, tenure, meters, Level.INFO);
  }

  /** @param level of what is told in the log of what goes well */
  Takeovers(Bus bus, CallDirectory calls, NodeDirectory nodes, Tenure tenure, Meters meters,
      Level level) {
    this.level = level;
    this.bus = bus;
    this.calls = calls;
    this.nodes = nodes;
    this.tenure = tenure;
    this.meters = meters;
  }

  /** @param lost nodes whose calls may be taken now: not those that are back */
  void mayTake(Predicate<String> lost) {
    free = lost;
  }

  /**
   * The calls of that node are free: those that this node has heard of are taken, and only then it is looked for others,
   * or a list that was read meanwhile would have them taken twice.
   */
  void begin(String lost) {
    count(lost, 1);
    calls.heard().onComplete(heard -> {
      if (heard.succeeded() && may(lost)) {
        take(lost, heard.result());
      }
      count(lost, -1);
      bus.vertx().setTimer(SWEEP_MILLIS, due -> look(lost, SWEEPS));
    });
  }

  private boolean may(String lost) {
    return tenure.runs() && free.test(lost);
  }

  /** Whether a call of that node may still change its owner because of what was begun here. */
  boolean busy(String lost) {
    return busy.getOrDefault(lost, 0) > 0;
  }

  private void look(String lost, int looks) {
    count(lost, 1);
    calls.list().onComplete(list -> {
      if (list.succeeded() && may(lost)) {
        take(lost, list.result());
      } else {
        LOG.atWarn().addKeyValue("node", lost).log("its calls can't be looked for now");
      }
      count(lost, -1);
      boolean more = free.test(lost)
          && (list.failed() || list.result().stream().anyMatch(of(lost)));
      if (more && looks > 0) {
        bus.vertx().setTimer(SWEEP_MILLIS, due -> look(lost, looks - 1));
      }
    });
  }

  private static Predicate<CallEntry> of(String node) {
    return entry -> entry.node().equals(node);
  }

  private void take(String lost, List<CallEntry> all) {
    List<String> heirs = heirs(lost);
    all.stream().filter(of(lost))
        .filter(entry -> Succession.of(entry.id(), heirs).getFirst().equals(bus.nodeId()))
        .filter(entry -> underWay.add(entry.id())).sorted(TALKING_FIRST).forEach(entry -> {
          count(lost, 1);
          waiting.add(entry);
        });
    LOG.atLevel(level).addKeyValue("node", lost).addKeyValue("calls", waiting.size())
        .log("taking over");
    next();
  }

  /** Those that take calls; when there are none, all that are there. */
  private List<String> heirs(String lost) {
    Collection<NodeEntry> there = nodes.nodes().stream()
        .filter(node -> !node.id().equals(lost)).toList();
    List<String> taking = there.stream().filter(node -> !node.draining()).map(NodeEntry::id)
        .toList();
    List<String> any = taking.isEmpty() ? there.stream().map(NodeEntry::id).toList() : taking;
    return any.isEmpty() ? List.of(bus.nodeId()) : any;
  }

  private void next() {
    while (running < AT_ONCE && !waiting.isEmpty()) {
      CallEntry entry = waiting.remove();
      running++;
      ask(entry, Succession.of(entry.id(), heirs(entry.node())), UNHEARD).onComplete(done -> {
        running--;
        underWay.remove(entry.id());
        count(entry.node(), -1);
        next();
      });
    }
  }

  /** This node first; when it has no room the next one. */
  private Future<?> ask(CallEntry entry, List<String> heirs, int tries) {
    CallRequest.TakeOver request = new CallRequest.TakeOver(entry.id(), entry.node(),
        entry.epoch());
    return bus.askFor(Addresses.calls(heirs.getFirst()), request, CallReply.Hosted.class, PATIENCE)
        .onSuccess(hosted -> taken(entry, hosted.nodeId()))
        .recover(failure -> {
          Fault fault = Fault.of(failure);
          List<String> others = heirs.subList(1, heirs.size());
          if (fault.code() == GONE) {
            return Future.succeededFuture(); // it has ended, or somebody else was first
          }
          if (fault.isUnheard() && tries > 0) {
            return bus.vertx().timer(AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                .compose(due -> ask(entry, heirs, tries - 1)).mapEmpty();
          }
          return fault.code() == 503 && !others.isEmpty()
              ? ask(entry, others, UNHEARD).mapEmpty()
              : strike(entry, fault).mapEmpty();
        });
  }

  private void taken(CallEntry entry, String node) {
    LOG.atLevel(level).addKeyValue("call", entry.id()).addKeyValue("from", entry.node())
        .addKeyValue("by", node).addKeyValue("epoch", entry.epoch() + 1).log("taken over");
    meters.takenOver("taken");
    if (nodes.nodes().stream().anyMatch(there -> there.id().equals(entry.node()))) {
      bus.send(Addresses.call(entry.id(), entry.node()),
          new CallRequest.GiveUp(entry.epoch() + 1));
    }
  }

  /** Whoever waits for it hears no more of it; whether it had got a new owner already or not. */
  private Future<?> strike(CallEntry entry, Fault fault) {
    LOG.atLevel(level == Level.INFO ? Level.WARN : level).addKeyValue("call", entry.id())
        .addKeyValue("node", entry.node())
        .addKeyValue("reason", fault.getMessage()).log("call lost with its node");
    meters.takenOver("lost");
    return bus.ask(Addresses.calls(bus.nodeId()),
        new CallRequest.StrikeOff(entry.id(), entry.node(), entry.epoch()), CallReply.Done.class)
        .<Object>mapEmpty().recover(unheard -> calls.release(entry).mapEmpty())
        .compose(was -> calls.release(entry.takenOver(bus.nodeId())))
        .otherwise(false);
  }

  private void count(String lost, int change) {
    busy.merge(lost, change, (before, more) -> before + more == 0 ? null : before + more);
  }
}
