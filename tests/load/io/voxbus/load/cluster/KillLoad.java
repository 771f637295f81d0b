package io.voxbus.load.cluster;

import io.voxbus.load.NodeProcess;
import io.voxbus.load.Peer;
import io.voxbus.load.RtcPeer;
import io.voxbus.load.Samples;
import io.voxbus.load.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of three nodes is killed with all its calls, by WebSocket, telephone or WebRTC, which play a file: how long nobody
 * hears them, and what is lost.
 */
public final class KillLoad {
  static final int CALLS = Integer.getInteger("voxbus.cluster.calls", 100);
  private static final int FILE_SECONDS = 300;
  private static final int WARM_SECONDS = 20;
  static final int RECOVERY_SECONDS = 15;
  /** What they hear, and what they are told, waits for it. */
  static final String OWN_PAUSE = "longest pause of the WebSocket clients themselves, ms";
  static final String SIP = """
      rtp: {host: 127.0.0.1}
      sip:
        enabled: true
        listen: {host: 127.0.0.1, udp: 0, tcp: -1}
        guard: {trust: [127.0.0.0/8]}
      """;

  private final Path folder;
  private final String name;
  private final List<KilledCall> calls = new ArrayList<>();
  private final Pauses pauses = new Pauses();

  /**
   * @param owner    hears what the client is told that is lost with the node
   * @param follower hears what the one at another node is told
   */
  private record Client(String path, KilledCall call, Peer.Listener owner,
      Peer.Listener follower) {}

  private KillLoad(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** Calls by WebSocket. */
  public static void measure(Path folder) throws Exception {
    try (Nodes nodes = Nodes.start(prepared(folder), 3); Wire wire = new Wire()) {
      KillLoad load = new KillLoad(folder, "kill");
      warm(nodes, wire);
      for (int i = 0; i < CALLS; i++) {
        KilledCall call = load.call(new Hearing());
        load.open(nodes, wire, "{\"codec\":\"pcm\"}",
            new Client("/call", call, call.owner(), call));
      }
      load.kill(nodes, wire);
    }
  }

  /** Calls to telephones, which hear them. */
  public static void measurePhones(Path folder) throws Exception {
    List<Hearing> hearing = Stream.generate(Hearing::new).limit(CALLS).toList();
    try (Nodes nodes = Nodes.start(prepared(folder), 3, SIP, List.of());
        Wire wire = new Wire();
        Telephones phones = new Telephones(hearing)) {
      KillLoad load = new KillLoad(folder, "killphones");
      warm(nodes, wire);
      for (int i = 0; i < CALLS; i++) {
        KilledCall call = load.call(hearing.get(i));
        load.open(nodes, wire, "{\"caller\":\"sip:us@127.0.0.1\",\"callee\":\"" + phones.uri(i)
            + "\"}", new Client("/call/sip", call, call.owner(), call));
      }
      load.kill(nodes, wire);
    }
  }

  /** Calls to clients by WebRTC, which hear them, and go along by ICE restart. */
  public static void measureWebRtc(Path folder) throws Exception {
    List<Hearing> hearing = Stream.generate(Hearing::new).limit(CALLS).toList();
    try (Nodes nodes = Nodes.start(prepared(folder), 3);
        Wire wire = Wire.calm();
        Browsers browsers = new Browsers(hearing)) {
      KillLoad load = new KillLoad(folder, "killwebrtc");
      warm(nodes, wire);
      for (int i = 0; i < CALLS; i++) {
        KilledCall call = load.call(hearing.get(i));
        RtcPeer browser = browsers.browser(i);
        load.open(nodes, wire, Page.option(browser), new Client("/call/webrtc", call,
            new Page(browser, call, call.owner()), new Page(browser, call, call)));
      }
      load.kill(nodes, wire);
    }
  }

  static Path prepared(Path folder) throws IOException {
    for (int i = 0; i < 3; i++) {
      Path root = Files.createDirectories(folder.resolve("load-" + (NodeProcess.PORT + i)));
      Sequence.write(root.resolve("sequence.wav"), FILE_SECONDS);
    }
    return folder;
  }

  private void kill(Nodes nodes, Wire wire) throws Exception {
    run(wire, 10);
    calls.forEach(KilledCall::mark);
    pauses.turn(System.nanoTime());
    nodes.kill(0);
    wire.run(System.nanoTime() + RECOVERY_SECONDS * 1_000_000_000L, pauses::turn);
    tell(calls.stream().filter(KilledCall::survived).toList());
    for (KilledCall call : calls) {
      call.hangUp();
    }
    wire.await("the end of all calls", () -> calls.stream().allMatch(KilledCall::ended));
    run(wire, 5);
    Results results = new Results(folder);
    results.add(name + ": holes and doubles in events",
        calls.stream().mapToInt(KilledCall::holes).sum());
    Records records = new Records(folder);
    results.add(name + ": calls without one record",
        calls.stream().filter(call -> records.of(call.id).size() != 1).count());
  }

  /** A node that has just started is slow with its first calls: those that are killed are not the first. */
  static void warm(Nodes nodes, Wire wire) throws Exception {
    List<EchoCall> first = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      EchoCall call = new EchoCall("warm-" + i);
      call.open(wire.connect(nodes.port(i), "/call?id=" + call.id, call));
      wire.await("trackStart", call::talks);
      first.add(call);
    }
    wire.run(System.nanoTime() + WARM_SECONDS * 1_000_000_000L,
        now -> first.forEach(call -> call.send(now)));
    for (EchoCall call : first) {
      call.hangUp();
    }
    run(wire, 3);
  }

  private KilledCall call(Hearing hearing) {
    return new KilledCall(name + "-" + calls.size(), hearing);
  }

  /** The first node has the call, another one its client. */
  private void open(Nodes nodes, Wire wire, String option, Client client) throws IOException {
    KilledCall call = client.call;
    String path = client.path + "?id=" + call.id;
    call.place(wire.connect(nodes.port(0), path, client.owner), option);
    wire.await("the answer", call::answered);
    call.follow(wire.connect(nodes.port(1 + calls.size() % 2), path + "&attach=true&since=0",
        client.follower));
    wire.await("the file", call::plays);
    calls.add(call);
  }

  private void tell(List<KilledCall> survivors) throws IOException {
    Samples silence = new Samples();
    survivors.forEach(call -> silence.add(call.silenceNanos()));
    Results results = new Results(folder);
    results.add(name + ": calls", calls.size());
    results.add(name + ": calls lost, percent",
        100.0 * (calls.size() - survivors.size()) / calls.size());
    results.add(name + ": silence p50, ms", silence.millis(0.5));
    results.add(name + ": silence p99, ms", silence.millis(0.99));
    results.add(name + ": silence most, ms", silence.millis(1));
    results.add(name + ": " + OWN_PAUSE, pauses.longestOwn());
    calls.stream().filter(call -> !call.survived()).limit(3)
        .forEach(call -> System.out.println("  " + call.id + " " + call.fate()));
  }

  static void run(Wire wire, double seconds) throws IOException {
    wire.run(System.nanoTime() + (long) (seconds * 1e9), now -> {});
  }
}
