package io.voxbus.media.leg.webrtc;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Opus;
import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.directory.IdentityDirectory;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens WebRTC legs: the node's port, and the certificate that all of them show. */
public final class WebRtcLegs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebRtcLegs.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  /** So long a node that starts waits for them. */
  private static final int SERVERS_SECONDS = 3;

  private final WebRtcConfig config;
  private final RtpConfig rtp;
  private final IdentityDirectory others;
  private final CompletableFuture<Identity> identity = new CompletableFuture<>();
  private final AtomicBoolean making = new AtomicBoolean();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final CompletableFuture<Void> known = new CompletableFuture<>();
  private final Ice ice;
  private final MediaPort port;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final DtlsLink.Workers workers;

  /**
   * How clients and we find each other.
   *
   * @param lite    whether we only wait to be found, and servers are of no use
   * @param servers that tell where we are seen from outside, and relay for us
   */
  public record Ice(boolean lite, List<IceServer> servers) {}

  private WebRtcLegs(WebRtcConfig config, RtpConfig rtp, IdentityDirectory others, Ice ice) {
    this.config = config;
    this.rtp = rtp;
    this.others = others;
    this.ice = ice;
    this.port = MediaPort.open(config, ice.lite());
    this.workers = new DtlsLink.Workers(executor, new Semaphore(config.maxHandshakes()));
  }

  /**
   * Opens the port.
   *
   * @param others with whom the certificate is agreed, where the configuration names none
   */
  public static WebRtcLegs open(WebRtcConfig config, RtpConfig rtp, IdentityDirectory others,
      Ice ice) {
    Opus.useInstalled(config.opus().installed() == WebRtcConfig.Native.AUTO);
    WebRtcLegs legs = new WebRtcLegs(config, rtp, others, ice);
    if (config.certificate() != null) {
      legs.making.set(true);
      legs.identity.complete(fromFile(config.certificate()));
    }
    return legs;
  }

  /**
   * Gets the certificate, if there is none yet: it takes a while, which a node that starts does not have. So does what
   * servers know of our addresses, which calls can do without.
   */
  public CompletableFuture<?> prepare() {
    if (!making.getAndSet(true)) {
      executor.execute(this::agree);
    }
    if (!ice.lite() && !asking.getAndSet(true)) {
      known.completeOnTimeout(null, SERVERS_SECONDS, TimeUnit.SECONDS);
      executor.execute(this::ask);
    }
    return ice.lite() ? identity : CompletableFuture.allOf(identity, known);
  }

  /** What a call has to wait for: one that is told of our addresses as they become known need not wait for servers. */
  public CompletableFuture<?> prepare(CallOption option) {
    CompletableFuture<?> all = prepare();
    return trickles(option) ? identity : all;
  }

  private static boolean trickles(CallOption option) {
    return Boolean.TRUE.equals(option.trickle());
  }

  private void ask() {
    new ServerNames(ice.servers(), IceServer::resolve, port::ask,
        (seconds, task) -> CompletableFuture
            .delayedExecutor(seconds, TimeUnit.SECONDS, executor).execute(task))
        .look().whenComplete((done, failure) -> known.complete(null));
  }

  private void agree() {
    Identity own = Identity.create();
    others.agree(own.pem()).map(Identity::of).recover(failure -> {
      LOG.atWarn().setCause(failure).log("the other nodes show another certificate to browsers");
      return Future.succeededFuture(own);
    }).onSuccess(identity::complete);
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
    Carrier.Before before = carrier.before();
    if (before != null) {
      leg.goOn(before.secured());
    }
    IceTransport transport = port.open(!Boolean.FALSE.equals(option.enableIpv6()),
        Boolean.TRUE.equals(option.enableIceLite()), leg);
    leg.open(transport, new DtlsLink(new Handshake(own, Terms.of(offer.peer(), (int) millis),
        datagram -> transport.send(datagram, 0, datagram.length)), workers, leg));
    Answer answer = new Answer(
        before == null ? String.valueOf(RANDOM.nextLong(1L << 62)) : before.session(),
        own.fingerprint(), config.opus(), transport.lite(), trickles(option));
    WebRtcSignalling signalling = new WebRtcSignalling(offer, codecs, answer, transport,
        (agreed, extensions) -> loop.execute(() -> leg.agree(agreed, extensions)), events);
    if (before != null) {
      signalling.goOn(before.version());
    }
    try {
      return new OpenLeg(leg, signalling, signalling.open());
    } catch (RuntimeException e) {
      loop.execute(leg::close);
      throw e;
    }
  }

  @Override
  public void close() {
    port.close();
    executor.shutdown();
  }

  private Codec encoder(RtpCodec codec) {
    if (codec != RtpCodec.OPUS) {
      return codec.open();
    }
    WebRtcConfig.OpusConfig how = config.opus();
    Opus opus = new Opus(codec.sampleRate(), how.bitrate(), how.complexity());
    return how.dtx() ? opus.withPauses() : opus;
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

  private static Identity fromFile(String file) {
    try {
      return Identity.of(Files.readString(Path.of(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("webrtc.certificate: " + e.getMessage(), e);
    }
  }
}
