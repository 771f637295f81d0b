package io.voxbus.directory;

import io.voxbus.bus.Fault;
import io.voxbus.directory.lease.Tenure;
import java.util.concurrent.atomic.AtomicInteger;

/** How much this node carries and whether it takes more: what it tells the others, whatever version its calls run. */
public final class NodeLoad {
  private final NodeEntry empty;
  private final NodeDirectory nodes;
  private final Tenure tenure;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean draining;
  private volatile double cpu;

  /**
   * @param empty  the node without calls
   * @param tenure whether it may act at all
   */
  public NodeLoad(NodeEntry empty, NodeDirectory nodes, Tenure tenure) {
    this.empty = empty;
    this.tenure = tenure;
    this.nodes = nodes;
  }

  /** @throws Fault 503 when the node takes no more calls */
  public void enter() {
    if (!tenure.runs()) {
      throw Fault.cutOff();
    }
    if (draining) {
      throw Fault.unavailable("this node is draining");
    }
    if (calls.incrementAndGet() > empty.maxCalls()) {
      calls.decrementAndGet();
      throw Fault.unavailable("this node has its " + empty.maxCalls() + " calls");
    }
    report();
  }

  public void leave() {
    calls.decrementAndGet();
    report();
  }

  /** Whether it may act for the calls it has: most other nodes answer. */
  public boolean stands() {
    return tenure.runs();
  }

  /** Takes no call from now on. */
  public void drain() {
    draining = true;
    report();
  }

  public boolean draining() {
    return draining;
  }

  public int calls() {
    return calls.get();
  }

  /** @param share of the machine's processors */
  public void cpu(double share) {
    cpu = share;
    report();
  }

  public NodeEntry entry() {
    return new NodeEntry(empty.id(), calls.get(), empty.maxCalls(), draining, empty.version(),
        empty.startedMillis(), cpu);
  }

  public void report() {
    nodes.report(entry());
  }
}
