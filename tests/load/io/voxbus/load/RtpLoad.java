package io.voxbus.load;

import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.RtpSender;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Telephone calls with G.711 in both directions, the caller played back, and how evenly that comes. */
final class RtpLoad {
  private static final int CALLS = Integer.getInteger("voxbus.calls", 200);
  private static final long FRAME_NANOS = 20_000_000;
  private static final double TICKS_A_SECOND = 100;
  private static final int PAYLOAD = 160;

  private final Selector selector = Selector.open();
  private final List<Phone> phones = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(2048);
  private final ByteBuffer out = ByteBuffer.allocateDirect(2048);
  private final byte[] packet = new byte[RtpPacket.HEADER + PAYLOAD];
  private final RtpPacket view = new RtpPacket();
  private final byte[] received = new byte[2048];
  private final Samples spacing = new Samples();
  private NodeProcess.Memory before = new NodeProcess.Memory(0, 0, java.util.Map.of());
  private long sent;
  private long heard;
  private long skipped;
  private long echoed;

  private RtpLoad() throws IOException {
    Arrays.fill(packet, (byte) 0x55);
  }

  private static final class Phone {
    private final DatagramChannel channel;
    private final RtpSender sender;
    private InetSocketAddress node;
    private long due;
    private long last;
    private int sequence = -1;

    Phone(DatagramChannel channel, int ssrc) {
      this.channel = channel;
      this.sender = new RtpSender(ssrc, 0, 0);
    }
  }

  /**
   * @param what {@code echo}: each phone hears itself; {@code relay}: two and two hear each other; {@code rtpengine}: the
   *             same by that
   */
  static void measure(Path folder, int seconds, int runs, String what) throws Exception {
    RtpLoad load = new RtpLoad();
    load.bind();
    boolean other = what.equals("rtpengine");
    Process node = other ? load.startOther(folder) : load.start(folder, what);
    try {
      load.run(2 * seconds);
      String memory = other
          ? "not asked"
          : NodeProcess.memory(node.pid()).since(load.before, CALLS);
      double[] parts = new double[runs];
      for (int i = 0; i < runs; i++) {
        parts[i] = load.window(node, seconds);
      }
      System.out.printf(Locale.ROOT, "  CPU %.3f %% of a core a phone, %d phones; memory %s%n",
          Samples.median(parts), CALLS, memory);
    } finally {
      node.destroy();
      node.waitFor();
    }
  }

  private void bind() throws IOException {
    for (int i = 0; i < CALLS; i++) {
      DatagramChannel channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress("127.0.0.1", 0));
      channel.configureBlocking(false);
      Phone phone = new Phone(channel, i + 1);
      channel.register(selector, SelectionKey.OP_READ, phone);
      phones.add(phone);
    }
  }

  private Process start(Path folder, String what) throws Exception {
    String root = System.getProperty("voxbus.root");
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "1",
        ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(List.of(System.getProperty("voxbus.jvm").trim().split("\\s+")));
    command.addAll(List.of("-Xms1g", "-Xmx1g", "-cp", System.getProperty("java.class.path"),
        root + "/tests/load/io/voxbus/load/RtpNode.java", folder.toString(), what));
    for (Phone phone : phones) {
      command.add(String.valueOf(phone.channel.socket().getLocalPort()));
    }
    Process node = new ProcessBuilder(command)
        .redirectError(folder.resolve("rtp.log").toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(node::destroyForcibly));
    BufferedReader lines = node.inputReader();
    if (lines.readLine() != null) {
      before = NodeProcess.memory(node.pid());
      node.getOutputStream().write('\n');
      node.getOutputStream().flush();
    }
    long start = System.nanoTime();
    Random random = new Random(1);
    for (Phone phone : phones) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException(Files.readString(folder.resolve("rtp.log")));
      }
      phone.node = new InetSocketAddress("127.0.0.1", Integer.parseInt(line.trim()));
      phone.due = start + random.nextLong(FRAME_NANOS);
    }
    return node;
  }

  private Process startOther(Path folder) throws IOException {
    Process node = RtpEngine.start(folder);
    long start = System.nanoTime();
    for (int i = 0; i + 1 < phones.size(); i += 2) {
      Phone one = phones.get(i);
      Phone other = phones.get(i + 1);
      int[] ports = RtpEngine.join("load-" + i, one.channel.socket().getLocalPort(),
          other.channel.socket().getLocalPort());
      one.node = new InetSocketAddress("127.0.0.1", ports[0]);
      other.node = new InetSocketAddress("127.0.0.1", ports[1]);
      one.due = start + (long) i * FRAME_NANOS / phones.size();
      other.due = one.due;
    }
    return node;
  }

  /** @return CPU of the node, percent of a core a call */
  private double window(Process node, int seconds) throws Exception {
    spacing.clear();
    sent = 0;
    heard = 0;
    skipped = 0;
    echoed = 0;
    long start = System.nanoTime();
    double cpu = cpuSeconds(node);
    run(seconds);
    cpu = (cpuSeconds(node) - cpu) / ((System.nanoTime() - start) / 1e9) * 100 / CALLS;
    System.out.printf(Locale.ROOT,
        "  run: CPU %.3f %% of a core a phone; sent %d, heard %d (%d of them echo), numbers skipped %d; "
            + "spacing p0.1 %.2f, p50 %.2f, p99.9 %.2f, most %.2f ms%n",
        cpu, sent, heard, echoed, skipped, spacing.millis(0.001), spacing.millis(0.5),
        spacing.millis(0.999), spacing.millis(1));
    return cpu;
  }

  private void run(int seconds) throws IOException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (Phone phone : phones) {
      phone.last = 0;
    }
    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
      for (Phone phone : phones) {
        if (phone.due <= now) {
          // What a stop of the generator has missed is left out: a burst is not what callers send.
          phone.due += Math.max(1, (now - phone.due) / FRAME_NANOS) * FRAME_NANOS;
          send(phone);
        }
      }
      selector.selectNow(this::read);
      LockSupport.parkNanos(200_000);
    }
  }

  private void send(Phone phone) throws IOException {
    int length = phone.sender.audio(packet, 0, PAYLOAD, PAYLOAD);
    out.clear().put(packet, 0, length).flip();
    phone.channel.send(out, phone.node);
    sent++;
  }

  private void read(SelectionKey key) {
    Phone phone = (Phone) key.attachment();
    try {
      in.clear();
      while (phone.channel.receive(in) != null) {
        long now = System.nanoTime();
        int length = in.flip().remaining();
        in.get(received, 0, length);
        in.clear();
        if (!RtpPacket.isControl(received, 0, length) && view.read(received, 0, length)) {
          take(phone, now);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void take(Phone phone, long now) {
    heard++;
    echoed += (view.bytes()[view.payloadOffset() + 80] & 0x7F) == 0x55 ? 1 : 0;
    if (phone.last != 0) {
      spacing.add(now - phone.last);
      skipped += (view.sequence() - phone.sequence - 1) & 0xFFFF;
    }
    phone.last = now;
    phone.sequence = view.sequence();
  }

  private static double cpuSeconds(Process node) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + node.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }
}
