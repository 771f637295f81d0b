package io.voxbus.sdp;

import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.SrtpSuite;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Offer and answer (RFC 3264) for one audio stream over plain RTP or SDES-keyed SRTP, from one side. A description that
 * fails changes nothing.
 */
public final class Negotiation {
  private final Terms terms;
  private final Numbers numbers = new Numbers();
  private final Map<SrtpSuite, byte[]> keys = new EnumMap<>(SrtpSuite.class);
  private @Nullable Sdp ours;
  private @Nullable Agreed agreed;
  /** Which of the media lines is the audio. */
  private int audio;
  private long version = 1;
  private boolean holding;

  public Negotiation(Terms terms) {
    this.terms = terms;
  }

  /**
   * Goes on from what was agreed elsewhere, with other ports. Keys stay, as there are phones that take no others in a
   * call, and are safe as long as the stream has another SSRC (RFC 3711 section 9.1). The next thing to do is {@link #open}.
   *
   * @param offers that were made of it elsewhere and may have been heard, with the one to come: each has had the next version
   * @throws SdpFailed 488 when nothing was
   */
  public static Negotiation resumed(Terms terms, Sdp ours, Sdp theirs, int offers) {
    Origin origin = Origin.of(ours);
    Negotiation resumed = new Negotiation(terms.in(origin.sessionId()));
    resumed.version = origin.version() + Math.max(0, offers - 1);
    resumed.ours = ours;
    resumed.audio = Math.max(0, ours.media().stream()
        .map(line -> line.isAudio() && line.port() > 0).toList().indexOf(true));
    MediaLine line = ours.media().get(resumed.audio);
    resumed.numbers.learn(line.payloads());
    Agreed agreed = resumed.answered(theirs);
    Crypto own = agreed.outgoing();
    if (own != null) {
      resumed.keys.put(own.suite(), own.key());
    }
    resumed.agreed = agreed;
    return resumed;
  }

  /** What both sides agree on now. */
  public Optional<Agreed> agreed() {
    return Optional.ofNullable(agreed);
  }

  /** Our first offer; where we go on, the remote party is held as it was. */
  public Sdp open() {
    Direction before = ours == null
        ? Direction.SENDRECV
        : ours.direction(ours.media().get(audio));
    return offer(!before.receives() && agreed != null && agreed.direction().sends());
  }

  /** What we answer, and what is agreed by it. */
  public record Answer(Sdp sdp, Agreed agreed) {}

  /** An acceptable line of an offer. */
  private record Taken(int index, RemoteAudio remote, Choice choice, @Nullable Crypto crypto) {}

  /** @throws SdpFailed 488 with what is missing, or 400 */
  public Answer answer(Sdp offer) {
    Taken taken = take(offer);
    boolean mux = taken.remote.mux();
    Crypto theirs = taken.crypto;
    Crypto own = theirs == null ? null : own(theirs.tag(), theirs.suite());
    Direction direction = taken.remote.direction().and(wish());
    Agreed result = new Agreed(
        List.of(new Payload(taken.choice.codec(), taken.choice.format().payload(),
            taken.choice.format().payload())),
        taken.choice.eventsPayload(), taken.choice.eventsPayload(), taken.remote.remote(mux), mux,
        direction, taken.remote.ptimeMillis(), own, theirs);
    List<MediaLine> media = new ArrayList<>(
        offer.media().stream().map(MediaLine::refused).toList());
    media.set(taken.index, audioLine(taken, result));
    numbers.learn(taken.remote.line().payloads());
    audio = taken.index;
    agreed = result;
    return new Answer(describe(media, offer.session().first('t')), result);
  }

  /** Our first offer, or a new one of what is agreed. */
  public Sdp offer(boolean hold) {
    holding = hold;
    List<MediaLine> media = new ArrayList<>();
    if (ours != null) {
      ours.media().forEach(line -> media.add(line.refused()));
    }
    MediaLine line = agreed == null ? firstOffer() : nextOffer(agreed);
    if (media.isEmpty()) {
      media.add(line);
    } else {
      media.set(audio, line);
    }
    return describe(media, null);
  }

  /**
   * The remote party has answered our offer.
   *
   * @throws SdpFailed 488 with what is missing, or 400
   */
  public Agreed answered(Sdp answer) {
    if (ours == null || answer.media().size() <= audio) {
      throw SdpFailed.notAcceptable("the answer has no audio");
    }
    MediaLine offered = ours.media().get(audio);
    RemoteAudio remote = new RemoteAudio(answer, answer.media().get(audio));
    if (!remote.usable()) {
      throw SdpFailed.notAcceptable("audio was refused");
    }
    List<Payload> payloads = common(offered, remote.line());
    if (payloads.isEmpty()) {
      throw noCodec(remote.line(), terms.codecs());
    }
    Crypto theirs = remote.crypto();
    Crypto own = theirs == null ? null : offered(offered, theirs);
    if (own == null && (terms.keying() == Keying.REQUIRED || remote.secureProfile())) {
      throw SdpFailed.notAcceptable("the answer has no key of SRTP");
    }
    int clock = payloads.get(0).codec().clock();
    Format sent = Choice.find(remote.line().payloads(), Format.TELEPHONE_EVENT, clock);
    Format received = Choice.find(offered.payloads(), Format.TELEPHONE_EVENT, clock);
    boolean events = sent != null && received != null;
    boolean mux = remote.mux() && offered.lines().has("rtcp-mux");
    agreed = new Agreed(payloads, events && sent != null ? sent.payload() : -1,
        events && received != null ? received.payload() : -1, remote.remote(mux), mux,
        remote.direction().and(wish()), remote.ptimeMillis(), own, own == null ? null : theirs);
    return agreed;
  }

  private Direction wish() {
    return holding ? Direction.SENDONLY : Direction.SENDRECV;
  }

  private Taken take(Sdp offer) {
    Taken plain = null;
    SdpFailed failure = SdpFailed.notAcceptable("no audio");
    for (int i = 0; i < offer.media().size(); i++) {
      RemoteAudio remote = new RemoteAudio(offer, offer.media().get(i));
      if (remote.usable()) {
        try {
          Taken taken = take(i, remote);
          if (taken.crypto != null) {
            return taken;
          }
          plain = plain == null ? taken : plain;
        } catch (SdpFailed e) {
          failure = e;
        }
      }
    }
    if (plain == null) {
      throw failure;
    }
    return plain;
  }

  private Taken take(int index, RemoteAudio remote) {
    Choice choice = Choice.of(remote.line(), terms.codecs());
    if (choice == null) {
      throw noCodec(remote.line(), terms.codecs());
    }
    Crypto crypto = terms.keying() == Keying.OFF ? null : remote.crypto();
    if (crypto == null && terms.keying() == Keying.REQUIRED) {
      throw SdpFailed.notAcceptable("SRTP is required");
    }
    if (crypto == null && remote.secureProfile()) {
      throw SdpFailed.notAcceptable(terms.keying() == Keying.OFF
          ? "no SRTP here"
          : "no key of a suite of SRTP that we have");
    }
    remote.direction();
    return new Taken(index, remote, choice, crypto);
  }

  private MediaLine audioLine(Taken taken, Agreed result) {
    Lines lines = taken.choice.describe(Lines.NONE);
    return line(taken.remote.line().protocol(), taken.choice.numbers(),
        common(lines, result.direction(), result.mux(), keys(result.outgoing())));
  }

  private MediaLine firstOffer() {
    List<Crypto> offered = new ArrayList<>();
    if (terms.keying() != Keying.OFF) {
      for (SrtpSuite suite : SrtpSuite.values()) {
        offered.add(own(offered.size() + 1, suite));
      }
    }
    String protocol = terms.keying() == Keying.REQUIRED ? "RTP/SAVP" : "RTP/AVP";
    return offer(protocol, terms.codecs(), true, offered);
  }

  private MediaLine nextOffer(Agreed last) {
    String protocol = ours == null ? "RTP/AVP" : ours.media().get(audio).protocol();
    return offer(protocol, last.payloads().stream().map(Payload::codec).distinct().toList(),
        last.mux(), keys(last.outgoing()));
  }

  private MediaLine offer(String protocol, List<RtpCodec> codecs, boolean mux,
      List<Crypto> cryptos) {
    List<Format> formats = new ArrayList<>();
    codecs.forEach(codec -> formats.add(numbers.of(codec)));
    codecs.stream().map(RtpCodec::clock).distinct()
        .forEach(clock -> formats.add(numbers.events(clock)));
    Lines lines = Lines.NONE;
    for (Format format : formats) {
      lines = Choice.describe(lines, format);
    }
    return line(protocol, formats.stream().map(format -> String.valueOf(format.payload())).toList(),
        common(lines, wish(), mux, cryptos));
  }

  private MediaLine line(String protocol, List<String> payloads, Lines lines) {
    return new MediaLine("audio", terms.port(), 1, protocol, payloads, lines);
  }

  private Lines common(Lines formats, Direction direction, boolean mux, List<Crypto> cryptos) {
    Lines lines = formats.with("ptime", "20").with("maxptime", "60");
    if (mux) {
      lines = lines.with("rtcp-mux");
    }
    lines = lines.with("rtcp", mux ? String.valueOf(terms.port()) : rtcpPort());
    for (Crypto crypto : cryptos) {
      lines = lines.with("crypto", crypto.write());
    }
    return lines.with(direction.attribute());
  }

  private String rtcpPort() {
    return String.valueOf(terms.rtcpPort());
  }

  private Crypto own(int tag, SrtpSuite suite) {
    return new Crypto(tag, suite, keys.computeIfAbsent(suite,
        fresh -> terms.random().apply(fresh.keyBytes() + fresh.saltBytes())));
  }

  private static List<Crypto> keys(@Nullable Crypto one) {
    return one == null ? List.of() : List.of(one);
  }

  /** The key of ours that the answer has chosen. */
  private static @Nullable Crypto offered(MediaLine offer, Crypto chosen) {
    return offer.lines().attributes("crypto").stream().map(Crypto::parse)
        .filter(own -> own != null && own.tag() == chosen.tag() && own.suite() == chosen.suite())
        .findFirst().orElse(null);
  }

  private static List<Payload> common(MediaLine offered, MediaLine answered) {
    List<Format> own = offered.payloads();
    List<Payload> common = new ArrayList<>();
    for (Format format : answered.payloads()) {
      RtpCodec codec = format.codec();
      if (codec != null) {
        own.stream().filter(ours -> ours.codec() == codec).findFirst()
            .ifPresent(ours -> common.add(new Payload(codec, format.payload(), ours.payload())));
      }
    }
    return common;
  }

  /** Our description, as a new version if anything but that has changed. */
  private Sdp describe(List<MediaLine> media, @Nullable String times) {
    String time = times == null ? "0 0" : times;
    Sdp next = new Sdp(session(time), media);
    if (ours != null && !next.equals(ours)) {
      version++;
      next = new Sdp(session(time), media);
    }
    ours = next;
    return next;
  }

  private Lines session(String times) {
    return Lines.NONE.with('v', "0")
        .with('o', "- " + terms.sessionId() + " " + version + " " + terms.address())
        .with('s', "-").with('c', terms.address()).with('t', times);
  }

  private static SdpFailed noCodec(MediaLine theirs, List<RtpCodec> ours) {
    return SdpFailed.notAcceptable("no codec in common: "
        + theirs.payloads().stream().map(Format::encoding).toList() + " there, "
        + ours.stream().map(RtpCodec::encoding).toList() + " here");
  }
}
