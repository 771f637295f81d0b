package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.audio.file.Limits;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.DiskWriters;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.media.leg.RtpLegs;
import io.voxbus.media.record.RecorderConfig;
import io.voxbus.media.record.Recorders;
import io.voxbus.media.source.FetchConfig;
import io.voxbus.media.source.MediaFiles;
import io.voxbus.media.source.SafeFetch;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Carrier.Srtp;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SocketAudio;
import io.voxbus.protocol.bus.Sound;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.SrtpSuite;
import io.voxbus.testing.Records;
import io.voxbus.testing.RtpPeer;
import io.voxbus.testing.Spectrum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The media of telephone calls as the bus and the wire see it: real sockets on loopback, no signalling. */
@Timeout(60)
class RtpCallTest {
  private static final String KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB";
  @TempDir
  private Path data;
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1", call -> Future.failedFuture("none"),
      Duration.ofSeconds(5));
  private final BlockingQueue<MediaEvent> events = new LinkedBlockingQueue<>();
  private final RtpPeer phone = RtpPeer.open();
  private RtpLegs legs;

  @BeforeEach
  void listen() {
    bus.receive(Addresses.mediaEvents("c"), events::add);
  }

  @AfterEach
  void close() {
    phone.close();
    await(vertx.close());
  }

  @Test
  void aCallerIsHeardAndHearsWithoutAGapFromTheAnswerOn() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    int sequence = phone.receive().sequence();
    assertEquals((sequence + 1) & 0xFFFF, phone.receive().sequence(), "before anything is played");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    phone.sayTone(440, 50);
    phone.awaitTone(440, 200);
    awaitEvent(new MediaEvent.Flowing("PCMU"));
  }

  @Test
  void ourOfferIsTakenUpByTheAnswer() {
    start(config(RtpConfig.Nat.STRICT));
    String offer = open(new Carrier.Rtp(null, Srtp.OFF)).sdp();
    assertTrue(offer.contains("m=audio ") && offer.contains(" RTP/AVP 9 0 8 111 101 110\r\n"),
        offer);
    await(ask(new MediaRequest.Answered("c", phone.sdp("")), CallReply.Done.class));
    send(new MediaRequest.Play(1, 1, new Sound.Tone(1000)));
    phone.to(offer).awaitTone(1000, 100);
  }

  @Test
  void strangersAreNeitherHeardNorAnswered() {
    start(config(RtpConfig.Nat.STRICT));
    String answer = answer(Srtp.OFF, "");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    try (RtpPeer stranger = RtpPeer.open().to(answer)) {
      stranger.sayTone(900, 50);
      phone.sayTone(440, 50);
      phone.awaitTone(440, 200);
      stranger.sayTone(900, 50);
      assertTrue(phone.loudest(900, 75) < -50, "the stranger is heard");
    }
  }

  @Test
  void behindNatTheFirstSourceIsLearntAndNobodyAfterIt() {
    start(config(RtpConfig.Nat.LEARN));
    String answer = answer(Srtp.OFF, "");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    try (RtpPeer real = RtpPeer.open().to(answer); RtpPeer late = RtpPeer.open().to(answer)) {
      real.sayTone(700, 60);
      real.awaitTone(700, 200);
      late.sayTone(900, 60);
      assertTrue(real.loudest(900, 75) < -50, "who came later is heard");
    }
  }

  @Test
  void whatIsBrokenEndsNothing() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (i % 2 == 0 && bytes.length > 1) {
        bytes[0] = (byte) 0x80;
        bytes[1] = (byte) (i % 4 == 0 ? 0 : 200 + i % 6);
      }
      phone.raw(bytes);
    }
    phone.raw(new byte[4000]);
    phone.sayTone(440, 50);
    phone.awaitTone(440, 300);
  }

  @Test
  void aPayloadTypeThatWasNotAgreedIsDropped() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    for (int i = 0; i < 30; i++) {
      phone.say(8, new byte[160]);
    }
    phone.sayTone(440, 50);
    phone.awaitTone(440, 200);
    send(new MediaRequest.Close());
    assertEquals(50, quality().packets(), "packets that count");
  }

  @ParameterizedTest
  @CsvSource({"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"})
  void anEncryptedCallIsHeardAndWhatIsRepeatedOrPlainIsDropped(SrtpSuite suite) {
    start(config(RtpConfig.Nat.STRICT));
    String answer = answer("RTP/SAVP", Srtp.REQUIRED,
        "a=crypto:1 " + suite + " inline:" + KEY + "\n");
    byte[] ours = java.util.Base64.getDecoder().decode(answer.lines()
        .filter(line -> line.startsWith("a=crypto:1 " + suite + " inline:")).findFirst()
        .orElseThrow().split("inline:")[1]);
    phone.secure(new io.voxbus.rtp.Srtp(suite, "A".repeat(30).getBytes(), true),
        new io.voxbus.rtp.Srtp(suite, ours, false));
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    byte[] wire = phone.say(0, new byte[160]);
    for (int i = 0; i < 20; i++) {
      phone.raw(wire);
      phone.raw(new byte[172]);
    }
    phone.sayTone(440, 49);
    phone.awaitTone(440, 200);
    send(new MediaRequest.Close());
    assertEquals(50, quality().packets(), "packets that count");
  }

  @Test
  void keysComeAndGoAsEvents() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    phone.say(101, new byte[]{5, 10, 0, (byte) 160});
    awaitEvent(new MediaEvent.Dtmf("5"));
    send(new MediaRequest.Dial("7", 100));
    RtpPacket packet = phone.receive();
    for (int i = 0; i < 100 && packet.payloadType() != 101; i++) {
      packet = phone.receive();
    }
    assertEquals(List.of(101, 7), List.of(packet.payloadType(),
        (int) packet.bytes()[packet.payloadOffset()]));
  }

  @Test
  void aFurtherLegIsHeardOnceItIsConnected() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    try (RtpPeer other = RtpPeer.open()) {
      other.to(await(ask(new MediaRequest.OpenLeg("b", new Carrier.Rtp(other.sdp(""), Srtp.OFF)),
          MediaRequest.Opened.class)).sdp());
      phone.sayTone(440, 60);
      other.sayTone(800, 60);
      assertTrue(other.loudest(440, 50) < -50, "heard before it is connected");
      await(ask(new MediaRequest.Connect("b", true), CallReply.Done.class));
      phone.sayTone(440, 60);
      other.sayTone(800, 60);
      other.awaitTone(440, 150);
      phone.awaitTone(800, 150);
      awaitEvent(new MediaEvent.OfLeg("b", new MediaEvent.Flowing("PCMU")));
      await(ask(new MediaRequest.CloseLeg("b"), CallReply.Done.class));
      end();
    }
  }

  @Test
  void onHoldNothingComesAndBackFromItAudioFlows() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    String held = await(ask(new MediaRequest.Reoffered("c", phone.sdp("a=inactive\n")),
        MediaRequest.Opened.class)).sdp();
    assertTrue(held.contains("a=inactive\r\n"), held);
    String back = await(ask(new MediaRequest.Reoffered("c", phone.sdp("")),
        MediaRequest.Opened.class)).sdp();
    assertTrue(back.contains("a=sendrecv\r\n"), back);
    String hold = await(ask(new MediaRequest.Reoffer("c", true), MediaRequest.Opened.class)).sdp();
    assertTrue(hold.contains("a=sendonly\r\n"), hold);
    await(ask(new MediaRequest.Answered("c", phone.sdp("a=recvonly\n")), CallReply.Done.class));
    send(new MediaRequest.Play(1, 1, new Sound.Tone(1000)));
    phone.awaitTone(1000, 200);
  }

  @Test
  void aClientThatSubscribesHearsBothSides() throws Exception {
    start(config(RtpConfig.Nat.STRICT));
    BlockingQueue<SocketAudio> client = new LinkedBlockingQueue<>();
    bus.receive(Addresses.socketAudio("k", "n1"), client::add);
    open(new Carrier.Rtp(phone.sdp(""), Srtp.OFF), subscribed());
    phone.to(lastSdp);
    send(new MediaRequest.Join("k", "n1"));
    send(new MediaRequest.Play(1, 1, new Sound.Tone(1000)));
    phone.sayTone(440, 60);
    double[] loudest = {-100, -100};
    for (int i = 0; i < 100; i++) {
      SocketAudio audio = client.poll(5, TimeUnit.SECONDS);
      assertEquals(641, audio.payload().length);
      short[] pcm = new short[320];
      for (int s = 0; s < 320; s++) {
        pcm[s] = (short) ((audio.payload()[2 * s + 1] & 0xFF) | audio.payload()[2 * s + 2] << 8);
      }
      int track = audio.payload()[0];
      loudest[track] = Math.max(loudest[track],
          Spectrum.level(pcm, 16_000, track == 0 ? 1000 : 440));
    }
    assertTrue(loudest[0] > -20 && loudest[1] > -16, loudest[0] + " " + loudest[1]);
  }

  @Test
  void whenNoPortIsFreeTheCallIsRefusedAndAfterItsEndThereIsOne() {
    start(new RtpConfig("127.0.0.1", null, null, null, 21_000, 21_001, null, null, null, null, null,
        null, 0));
    answer(Srtp.OFF, "");
    Fault fault = refused(new MediaRequest.Open("d", CallOption.NONE,
        new Carrier.Rtp(phone.sdp(""), Srtp.OFF)));
    assertEquals("503 no port free for media", fault.code() + " " + fault.getMessage());
    end();
    answer(Srtp.OFF, "");
    end();
    assertEquals(0, legs.ports().open());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"REQUIRED|RTP/AVP|''|488", "OFF|RTP/SAVP|''|488",
      "OFF|RTP/AVP|'c=IN IP6 ::1\n'|488", "OFF|nonsense|''|488"})
  void anOfferThatCanNotBeIsRefusedAndItsPortIsFree(Srtp srtp, String protocol, String more,
      int code) {
    start(config(RtpConfig.Nat.STRICT));
    assertEquals(code, refused(new MediaRequest.Open("d", CallOption.NONE,
        new Carrier.Rtp(phone.sdp(protocol, more), srtp))).code());
    assertEquals(400, refused(new MediaRequest.Open("d", CallOption.NONE,
        new Carrier.Rtp("hello", Srtp.OFF))).code());
    answer(Srtp.OFF, "");
    end();
    assertEquals(0, legs.ports().open());
  }

  @Test
  void overIpv6AsWell() {
    start(new RtpConfig("127.0.0.1", null, "::1", null, 0, 0, null, null, null, null, null, null,
        0));
    try (RtpPeer six = RtpPeer.open("::1")) {
      six.to(open(new Carrier.Rtp(six.sdp(""), Srtp.OFF)).sdp());
      send(new MediaRequest.Play(1, 1, new Sound.Echo()));
      six.sayTone(440, 50);
      six.awaitTone(440, 200);
    }
  }

  private String lastSdp;

  private static RtpConfig config(RtpConfig.Nat nat) {
    return new RtpConfig("127.0.0.1", null, null, null, 0, 0, nat, null, null, null, null, null, 0);
  }

  private static CallOption subscribed() {
    return Records.of(CallOption.class, "subscribe", true);
  }

  private void start(RtpConfig config) {
    legs = new RtpLegs(config);
    Library library = new Library(new MediaFiles(data),
        new SafeFetch(vertx,
            new FetchConfig(data.toString(), false, null, null, null, null, null, null,
                null, null)),
        Runnable::run, new Limits(1000, 1000));
    await(vertx.deployVerticle(new MediaHost(bus, new MediaConfig(1, null, 0, 0, 0), legs,
        new Recorders(new RecorderConfig(data.toString(), null, null, null, null),
            new DiskWriters()),
        library)));
  }

  private String answer(Srtp srtp, String more) {
    return answer("RTP/AVP", srtp, more);
  }

  private String answer(String protocol, Srtp srtp, String more) {
    String sdp = open(new Carrier.Rtp(phone.sdp(protocol, more), srtp)).sdp();
    phone.to(sdp);
    return sdp;
  }

  private MediaRequest.Opened open(Carrier carrier) {
    return open(carrier, CallOption.NONE);
  }

  private MediaRequest.Opened open(Carrier carrier, CallOption option) {
    MediaRequest.Opened opened = await(bus.ask(Addresses.media(),
        new MediaRequest.Open("c", option, carrier), MediaRequest.Opened.class));
    lastSdp = opened.sdp();
    return opened;
  }

  private Fault refused(MediaRequest.Open request) {
    return await(bus.ask(Addresses.media(), request, MediaRequest.Opened.class)
        .map(opened -> new Fault(0, "opened")).recover(failure -> Future
            .succeededFuture((Fault) failure)));
  }

  private void end() {
    send(new MediaRequest.Close());
    awaitKind(MediaEvent.Closed.class);
  }

  private io.voxbus.protocol.bus.Reception quality() {
    return awaitKind(MediaEvent.Quality.class).reception();
  }

  private void send(MediaRequest request) {
    bus.send(Addresses.media("c"), request);
  }

  private <T> Future<T> ask(MediaRequest request, Class<T> answer) {
    return bus.ask(Addresses.media("c"), request, answer);
  }

  private void awaitEvent(MediaEvent expected) {
    MediaEvent event = next();
    while (!event.equals(expected)) {
      event = next();
    }
  }

  private <T extends MediaEvent> T awaitKind(Class<T> kind) {
    MediaEvent event = next();
    while (!kind.isInstance(event)) {
      event = next();
    }
    return kind.cast(event);
  }

  private MediaEvent next() {
    try {
      MediaEvent event = events.poll(10, TimeUnit.SECONDS);
      assertTrue(event != null, "no event");
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
