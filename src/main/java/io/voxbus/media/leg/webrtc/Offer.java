package io.voxbus.media.leg.webrtc;

import io.voxbus.dtls.Fingerprint;
import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.sdp.Choice;
import io.voxbus.sdp.Format;
import io.voxbus.sdp.MediaLine;
import io.voxbus.sdp.Sdp;
import io.voxbus.sdp.SdpFailed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a browser offers, as far as we take it: its first usable audio section (RFC 8829).
 *
 * @param audio      which of its sections that is
 * @param remote     of its ICE
 * @param peer       hash of the certificate that it will show
 * @param choice     the codec, under the offer's number
 * @param candidates where it may be; only a full ICE agent looks at them
 */
record Offer(Sdp sdp, int audio, Credentials remote, Fingerprint peer, Choice choice,
    List<Candidate> candidates) {
  static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
  private static final String RED = "red";
  private static final int MOST_EXTENSIONS = 14;
  private static final int MOST_ICE_LETTERS = 256;
  private static final List<String> PROTOCOLS = List.of("UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP",
      "RTP/SAVPF");

  /**
   * @param codecs those that we speak, best first
   * @throws SdpFailed 400 if it is no SDP, 488 if we can do nothing with it
   */
  static Offer of(String text, List<RtpCodec> codecs) {
    Sdp sdp = Sdp.parse(text);
    int audio = audio(sdp);
    MediaLine line = sdp.media().get(audio);
    if (!line.lines().has("rtcp-mux")) {
      throw SdpFailed.notAcceptable("no a=rtcp-mux: RTCP has no port of its own here");
    }
    String setup = sdp.attribute(line, "setup");
    if (!"actpass".equals(setup) && !"active".equals(setup)) {
      throw SdpFailed.notAcceptable("a=setup:" + setup + ", we wait for the client's DTLS");
    }
    Credentials remote = new Credentials(ice(sdp, line, "ice-ufrag"), ice(sdp, line, "ice-pwd"));
    return new Offer(sdp, audio, remote, fingerprint(sdp, line), choice(line, codecs),
        candidates(line));
  }

  MediaLine line() {
    return sdp.media().get(audio);
  }

  /** Its name in the BUNDLE group; null without one. */
  @Nullable
  String mid() {
    return line().lines().attribute("mid");
  }

  /** Number of the header extension that tells how loud packets are; 0 without. */
  int levelId() {
    for (String value : line().lines().attributes("extmap")) {
      String[] parts = value.split(" ", 3);
      if (parts.length > 1 && parts[1].equals(AUDIO_LEVEL) && parts[0].matches("[0-9]{1,2}")) {
        int id = Integer.parseInt(parts[0]);
        return id <= MOST_EXTENSIONS ? id : 0;
      }
    }
    return 0;
  }

  /** Packets that repeat earlier ones of the codec (RFC 2198); null: not offered. */
  @Nullable
  Format red() {
    String repeats = choice.format().payload() + "/";
    return choice.codec() != RtpCodec.OPUS
        ? null
        : line().payloads().stream()
            .filter(format -> format.is(RED) && format.parameters().startsWith(repeats))
            .findFirst().orElse(null);
  }

  /** Whether it only waits to be found. */
  boolean lite() {
    return sdp.session().has("ice-lite");
  }

  /** Whether the client has taken new ICE credentials since then. */
  boolean restarts(Offer before) {
    return !remote.equals(before.remote);
  }

  private static int audio(Sdp sdp) {
    for (int i = 0; i < sdp.media().size(); i++) {
      MediaLine line = sdp.media().get(i);
      if (line.isAudio() && line.port() > 0 && PROTOCOLS.contains(line.protocol())) {
        return i;
      }
    }
    throw SdpFailed.notAcceptable("no audio over DTLS in the offer");
  }

  private static String required(Sdp sdp, MediaLine line, String attribute) {
    String value = sdp.attribute(line, attribute);
    if (value == null || value.isBlank()) {
      throw SdpFailed.notAcceptable("no a=" + attribute + " in the offer");
    }
    return value;
  }

  /** RFC 8839 section 5.4; it goes into checks, which must not become large. */
  private static String ice(Sdp sdp, MediaLine line, String attribute) {
    String value = required(sdp, line, attribute);
    if (value.length() > MOST_ICE_LETTERS) {
      throw SdpFailed.notAcceptable("a=" + attribute + " is too long");
    }
    return value;
  }

  private static Fingerprint fingerprint(Sdp sdp, MediaLine line) {
    try {
      return Fingerprint.parse(required(sdp, line, "fingerprint"));
    } catch (IllegalArgumentException e) {
      throw SdpFailed.notAcceptable("a=fingerprint: " + e.getMessage());
    }
  }

  /** Some browsers have telephone events at 8000 Hz only, whatever the codec's clock is. */
  private static Choice choice(MediaLine line, List<RtpCodec> codecs) {
    Choice choice = Choice.of(line, codecs);
    if (choice == null) {
      throw SdpFailed.notAcceptable("no codec in common: "
          + line.payloads().stream().map(Format::encoding).distinct().toList() + " there, "
          + codecs.stream().map(RtpCodec::encoding).toList() + " here");
    }
    Format events = choice.events() != null
        ? choice.events()
        : line.payloads().stream().filter(format -> format.is(Format.TELEPHONE_EVENT)).findFirst()
            .orElse(null);
    return new Choice(choice.codec(), choice.format(), events, null);
  }

  private static List<Candidate> candidates(MediaLine line) {
    List<Candidate> candidates = new ArrayList<>();
    for (String value : line.lines().attributes("candidate")) {
      try {
        Candidate candidate = Candidate.parse("candidate:" + value);
        if (candidate.component() == 1 && !candidate.hidden()) {
          candidates.add(candidate);
        }
      } catch (IllegalArgumentException e) {
        // of a kind that we do not know: the others may do
      }
    }
    return candidates;
  }
}
