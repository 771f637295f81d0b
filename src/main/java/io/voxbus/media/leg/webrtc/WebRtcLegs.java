package io.voxbus.media.leg.webrtc;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Opus;
import io.voxbus.bus.Fault;
import io.voxbus.dtls.Handshake;
import io.voxbus.dtls.Identity;
import io.voxbus.dtls.Terms;
import io.voxbus.media.leg.ChannelLoop;
import io.voxbus.media.leg.OpenLeg;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.media.leg.RtpScratch;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.rtp.RtpCodec;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens WebRTC legs: the node's port, and the certificate that all of them show. */
public final class WebRtcLegs implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final WebRtcConfig config;
  private final RtpConfig rtp;
  private final CompletableFuture<Identity> identity = new CompletableFuture<>();
  private final AtomicBoolean making = new AtomicBoolean();
  private final MediaPort port;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final DtlsLink.Workers workers;

  private WebRtcLegs(WebRtcConfig config, RtpConfig rtp) {
    this.config = config;
    this.rtp = rtp;
    this.port = MediaPort.open(config);
    this.workers = new DtlsLink.Workers(executor, new Semaphore(config.maxHandshakes()));
  }

  /** Opens the port. */
  public static WebRtcLegs open(WebRtcConfig config, RtpConfig rtp) {
    WebRtcLegs legs = new WebRtcLegs(config, rtp);
    if (config.certificate() != null) {
      legs.making.set(true);
      legs.identity.complete(read(config.certificate()));
    }
    return legs;
  }

  /** Makes the certificate, if there is none yet: it takes a while, which a node that starts does not have. */
  public CompletableFuture<?> prepare() {
    if (!making.getAndSet(true)) {
      executor.execute(() -> identity.complete(Identity.create()));
    }
    return identity;
  }

  /** Does what is slow at its first time; takes a second or two of one processor. */
  public void warmUp() {
    prepare().join();
    WarmUp.run(identity.join());
  }

  public MediaPort port() {
    return port;
  }

  /**
   * Opens a leg; does not wait.
   *
   * @throws Fault 400 if the offer is no SDP, 488 if we can do nothing with it, 503 before what {@link #prepare} gives
   */
  public OpenLeg open(Carrier.WebRtc carrier, CallOption option, ChannelLoop loop,
      RtpScratch scratch, Consumer<MediaEvent> events) {
    Identity own = identity.getNow(null);
    if (own == null) {
      throw Fault.unavailable("this node has no certificate for WebRTC yet");
    }
    List<RtpCodec> codecs = codecs(option.codec());
    Offer offer = WebRtcSignalling.read(carrier.offer(), codecs);
    long millis = option.handshakeTimeout() == null
        ? config.handshakeTimeout().millis()
        : option.handshakeTimeout().millis();
    WebRtcLeg leg = new WebRtcLeg(new WebRtcLeg.Ground(loop, rtp, scratch, events),
        this::encoder, millis);
    IceTransport ice = port.open(!Boolean.FALSE.equals(option.enableIpv6()), leg);
    leg.open(ice, new DtlsLink(new Handshake(own, Terms.of(offer.peer(), (int) millis),
        datagram -> ice.send(datagram, 0, datagram.length)), workers, leg));
    Answer answer = new Answer(String.valueOf(RANDOM.nextLong(1L << 62)), own.fingerprint(),
        config.opus());
    WebRtcSignalling signalling = new WebRtcSignalling(offer, codecs, answer, ice,
        (agreed, extensions) -> loop.execute(() -> leg.agree(agreed, extensions)));
    return new OpenLeg(leg, signalling, signalling.open());
  }

  @Override
  public void close() {
    port.close();
    executor.shutdown();
  }

  private Codec encoder(RtpCodec codec) {
    return codec == RtpCodec.OPUS
        ? new Opus(codec.sampleRate(), config.opus().bitrate(), config.opus().complexity())
        : codec.open();
  }

  /** A call may name the one codec that it wants. */
  private List<RtpCodec> codecs(@Nullable String wanted) {
    List<String> names = wanted == null || wanted.isBlank()
        ? config.codecs()
        : List.of(wanted.toLowerCase(Locale.ROOT));
    return names.stream().map(name -> {
      RtpCodec codec = RtpCodec.named(name);
      if (codec == null) {
        throw Fault.badRequest("no codec " + name + " for WebRTC; there are " + config.codecs());
      }
      return codec;
    }).toList();
  }

  private static Identity read(String file) {
    try (Reader pem = Files.newBufferedReader(Path.of(file))) {
      return Identity.read(pem);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("webrtc.certificate: " + e.getMessage(), e);
    }
  }
}
