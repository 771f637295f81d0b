package io.voxbus.media.leg.webrtc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.voxbus.audio.Pcm;
import io.voxbus.media.leg.ChannelLoop;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.leg.OpenLeg;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.media.leg.RtpScratch;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.testing.Signals;
import io.voxbus.testing.webrtc.Browser;
import java.lang.management.ManagementFactory;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ICE, DTLS, SRTP, the jitter buffer and the codec of a leg keep in the heap while it stands. */
class LegMemoryTest {
  private static final int FIRST_LEGS = 4;
  private static final int LEGS = 40;
  private static final int ROUNDS = 3;
  private static final int MOST_BYTES = 60_000;
  /** Of G.711: its two resamplers and what it fills gaps with, which are in no call whose codec has 16 kHz. */
  private static final int CODEC_BYTES = 10_000;
  /** More packets than any ring or window of a leg holds. */
  private static final int HEARD = 80 * Pcm.FRAME;
  private static final short[] TONE = Signals.sine(16_000, 500, -12, 16_000);

  private final Loop loop = new Loop();
  private final WebRtcLegs legs = WebRtcLegs.open(
      new WebRtcConfig(0, List.of("127.0.0.1"), null, false, false, null, null, null, null, null,
          0),
      rtp(), Future::succeededFuture, new WebRtcLegs.Ice(true, List.of()));

  /** Has every leg take a frame and send one, every 20 ms. */
  private static final class Loop implements ChannelLoop {
    final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    final List<Leg> legs = new CopyOnWriteArrayList<>();
    private final short[] frame = new short[Pcm.FRAME];

    Loop() {
      thread.scheduleAtFixedRate(this::tick, 0, Pcm.FRAME_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
      for (Leg leg : legs) {
        leg.poll();
        leg.receive(frame);
        leg.rest();
      }
    }

    @Override
    public void execute(Runnable command) {
      thread.execute(command);
    }

    @Override
    public void watch(DatagramChannel channel, Readable reader) {
      throw new AssertionError("all legs share the port");
    }

    @Override
    public void close(DatagramChannel channel) {
      throw new AssertionError("all legs share the port");
    }
  }

  @AfterEach
  void close() {
    legs.close();
    loop.thread.shutdownNow();
  }

  @Test
  void aLegIsSmall() {
    legs.prepare().join();
    place(FIRST_LEGS);
    long[] each = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long before = aliveBytes();
      place(LEGS);
      each[i] = (aliveBytes() - before) / LEGS;
    }
    Arrays.sort(each); // what tests before this one leave behind may go in any round
    long median = each[ROUNDS / 2];
    assertTrue(median > 0 && median <= MOST_BYTES + CODEC_BYTES,
        "bytes: " + Arrays.toString(each));
  }

  /** Legs that have heard and been heard. Their clients are no longer there, and not missed yet. */
  private void place(int count) {
    List<Browser> browsers = new ArrayList<>();
    RtpScratch scratch = new RtpScratch();
    for (int i = 0; i < count; i++) {
      Browser browser = new Browser(RtpCodec.PCMU, 8000);
      OpenLeg opened = legs.open(new Carrier.WebRtc(browser.offer()), CallOption.NONE, loop,
          scratch, event -> {});
      browser.answer(opened.sdp()).say(TONE);
      loop.legs.add(opened.leg());
      browsers.add(browser);
    }
    for (Browser browser : browsers) {
      browser.awaitSecured();
      browser.hear(HEARD);
      browser.close();
    }
  }

  /** By a full collection: bytes of all objects that something still holds. */
  private static long aliveBytes() {
    try {
      String histogram = (String) ManagementFactory.getPlatformMBeanServer().invoke(
          new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
          new Object[]{new String[0]}, new String[]{String[].class.getName()});
      String total = histogram.lines().filter(line -> line.startsWith("Total")).findFirst()
          .orElseThrow();
      return Long.parseLong(total.trim().split("\\s+")[2]);
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private static RtpConfig rtp() {
    return new RtpConfig("127.0.0.1", null, null, null, 0, 0, null, null, null, null, null, null,
        null);
  }
}
