package io.voxbus.load.cluster;

import io.voxbus.load.Peer;
import io.voxbus.load.Samples;
import io.voxbus.load.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One of three nodes is killed with calls in every state, by WebSocket and telephone: what becomes of each. */
public final class StatesLoad {
  private static final String NAME = "killstates: ";
  private static final byte[] SAID = Sequence.frame(1);
  private static final double HELD_SECONDS = 5;

  private final Path folder;
  private final Nodes nodes;
  private final Wire wire;
  private final Telephones phones;
  private final List<Hearing> hearing;
  private final Map<StateKind, List<KilledCall>> calls = new EnumMap<>(StateKind.class);
  private final List<KilledCall> toPlay = new ArrayList<>();
  private final List<KilledCall> talking = new ArrayList<>();
  private final Map<KilledCall, Telephone> held = new HashMap<>();
  private final Set<KilledCall> letGo = new HashSet<>();
  private final Pauses pauses = new Pauses();
  private int called;
  private long due = System.nanoTime();

  private StatesLoad(Path folder, Nodes nodes, Wire wire, Telephones phones,
      List<Hearing> hearing) {
    this.folder = folder;
    this.nodes = nodes;
    this.wire = wire;
    this.phones = phones;
    this.hearing = hearing;
  }

  /** WebRTC apart. */
  public static void measure(Path folder) throws Exception {
    List<Hearing> hearing = Stream.generate(Hearing::new).limit(2L * KillLoad.CALLS + 2).toList();
    try (Nodes nodes = Nodes.start(KillLoad.prepared(folder), 3, KillLoad.SIP, List.of());
        Wire wire = new Wire();
        Telephones phones = new Telephones(hearing)) {
      KillLoad.warm(nodes, wire);
      StatesLoad load = new StatesLoad(folder, nodes, wire, phones, hearing);
      for (StateKind kind : StateKind.values()) {
        load.place(kind);
      }
      load.run(5);
      load.kill();
    }
  }

  private void place(StateKind kind) throws IOException {
    List<KilledCall> placed = new ArrayList<>();
    calls.put(kind, placed);
    for (int i = 0; i < kind.share(KillLoad.CALLS); i++) {
      String id = "states-" + kind + '-' + i;
      placed.add(kind.phone(i) ? phone(kind, id) : socket(kind, id));
      if (kind.pairs() && i % 2 == 1) {
        bridge(placed.get(i - 1), placed.get(i));
      }
    }
  }

  private KilledCall socket(StateKind kind, String id) throws IOException {
    KilledCall call = new KilledCall(id, new Hearing());
    open(kind, call, "/call", "{\"codec\":\"pcm\"" + (kind.recorded ? ",\"recorder\":{}}" : "}"));
    if (kind.pairs()) {
      talking.add(call);
    }
    return call;
  }

  private void bridge(KilledCall one, KilledCall other) throws IOException {
    one.command("{\"command\":\"bridge\",\"targetSessionId\":\"" + other.id + "\"}");
    await("the bridge", () -> one.plays() && other.plays());
  }

  private KilledCall phone(StateKind kind, String id) throws IOException {
    int number = called++;
    Telephone phone = phones.phone(number);
    if (kind == StateKind.RINGING) {
      phone.slow();
    }
    if (kind.says()) {
      phone.talks();
    }
    String option = "{\"caller\":\"sip:us@127.0.0.1\",\"callee\":\"" + phones.uri(number) + '"'
        + (kind.recorded ? ",\"recorder\":{}}" : "}");
    KilledCall call = kind == StateKind.TRANSFERRED
        ? new KilledCall(id, hearing.get(number), hearing.get(called++))
        : new KilledCall(id, hearing.get(number));
    open(kind, call, "/call/sip", option);
    switch (kind) {
      case HELD -> {
        call.command("{\"command\":\"hold\"}");
        await("the hold", phone::held);
        held.put(call, phone);
      }
      case TRANSFERRED -> transfer(call, number + 1);
      case RINGING -> toPlay.add(call);
      default -> {
        // it is as it should be
      }
    }
    return call;
  }

  private void transfer(KilledCall call, int number) throws IOException {
    phones.phone(number).talks();
    call.command("{\"command\":\"refer\",\"callee\":\"" + phones.uri(number) + "\"}");
    await("the second leg", () -> call.answers() == 2 && call.plays());
  }

  /** The first node has the call, another one the client that follows it. */
  private void open(StateKind kind, KilledCall call, String where, String option)
      throws IOException {
    String path = where + "?id=" + call.id;
    Peer owner = wire.connect(nodes.port(0), path, call.owner());
    if (kind.plays()) {
      call.place(owner, option);
    } else {
      call.invite(owner, option);
    }
    await("the answer", kind == StateKind.RINGING ? call::rings : call::answered);
    int others = calls.values().stream().mapToInt(List::size).sum();
    call.follow(wire.connect(nodes.port(1 + others % 2), path + "&attach=true&since=0", call));
    await("the file", () -> !kind.plays() || call.plays());
  }

  private void kill() throws Exception {
    all().forEach(KilledCall::mark);
    pauses.clear();
    nodes.kill(0);
    run(KillLoad.RECOVERY_SECONDS);
    double ownPause = pauses.longestOwn();
    takeBack();
    run(HELD_SECONDS);
    tell();
    new Results(folder).add(NAME + KillLoad.OWN_PAUSE, ownPause);
    for (KilledCall call : all().toList()) {
      call.hangUp();
    }
    await("the end of all calls", () -> all().allMatch(KilledCall::ended));
    run(5);
    check();
  }

  /** What is not held any more has lost its state. */
  private void takeBack() throws IOException {
    for (Map.Entry<KilledCall, Telephone> entry : held.entrySet()) {
      KilledCall call = entry.getKey();
      call.mark();
      if (!entry.getValue().held()) {
        letGo.add(call);
      } else if (!call.ended()) {
        call.command("{\"command\":\"unhold\"}");
      }
    }
  }

  private boolean survived(KilledCall call) {
    Telephone phone = held.get(call);
    return phone == null
        ? call.resumed() // what rang has no longest time without a frame that is the kill's
        : call.resumed() && !letGo.contains(call) && !phone.held();
  }

  private void tell() throws IOException {
    Results results = new Results(folder);
    Set<KilledCall> alive = all().filter(this::survived).collect(Collectors.toSet());
    for (StateKind kind : StateKind.values()) {
      List<KilledCall> placed = calls.get(kind);
      List<KilledCall> survivors = placed.stream().filter(alive::contains).toList();
      results.add(NAME + kind + ": placed", placed.size());
      results.add(NAME + kind + ": survived", survivors.size());
      if (kind.heard()) {
        Samples silence = new Samples();
        survivors.forEach(call -> silence.add(call.silenceNanos()));
        results.add(NAME + kind + ": silence p50, ms", silence.millis(0.5));
        results.add(NAME + kind + ": silence p99, ms", silence.millis(0.99));
      }
    }
    long placed = all().count();
    results.add(NAME + "calls lost, percent", 100.0 * (placed - alive.size()) / placed);
    all().filter(call -> !alive.contains(call))
        .forEach(call -> System.out.println("  " + call.id + ' ' + call.fate()
            + (letGo.contains(call) ? ", held no more" : "")));
  }

  private void check() throws IOException {
    Results results = new Results(folder);
    Records records = new Records(folder);
    calls.forEach((kind, placed) -> placed.stream()
        .filter(call -> call.holes() > 0 || records.of(call.id).size() != 1
            || kind.recorded && records.parts(call.id) != 2)
        .forEach(call -> System.out.println("  " + call.id + ": holes and doubles "
            + call.holes() + ", records " + records.of(call.id) + ", parts "
            + records.parts(call.id))));
    results.add(NAME + "holes and doubles in events", all().mapToInt(KilledCall::holes).sum());
    results.add(NAME + "calls without one record",
        all().filter(call -> records.of(call.id).size() != 1).count());
    results.add(NAME + "recordings without two parts",
        calls.entrySet().stream().filter(entry -> entry.getKey().recorded)
            .flatMap(entry -> entry.getValue().stream())
            .filter(call -> records.parts(call.id) != 2).count());
  }

  private Stream<KilledCall> all() {
    return calls.values().stream().flatMap(List::stream);
  }

  private void await(String what, BooleanSupplier happened) throws IOException {
    for (int i = 0; i < 200 && !happened.getAsBoolean(); i++) {
      run(0.1);
    }
    if (!happened.getAsBoolean()) {
      throw new IOException("waited 20 s in vain for " + what);
    }
  }

  private void run(double seconds) throws IOException {
    wire.run(System.nanoTime() + (long) (seconds * 1e9), this::turn);
  }

  /** Bridged callers by WebSocket talk; a call that has rung anew and was taken is heard. */
  private void turn(long now) {
    pauses.turn(now);
    try {
      for (KilledCall call : List.copyOf(toPlay)) {
        if (call.answers() > 0) {
          call.play();
          toPlay.remove(call);
        }
      }
      if (due <= now) {
        due += Math.max(1, (now - due) / CodedCall.FRAME_NANOS) * CodedCall.FRAME_NANOS;
        for (KilledCall call : talking) {
          call.say(SAID);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
