package io.voxbus.media.leg.webrtc;

import io.voxbus.dtls.Fingerprint;
import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.sdp.Direction;
import io.voxbus.sdp.Format;
import io.voxbus.sdp.Lines;
import io.voxbus.sdp.MediaLine;
import io.voxbus.sdp.Sdp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What we answer to a browser's offer: one audio section under BUNDLE, everything else refused.
 *
 * @param sessionId   digits that tell it from all others
 * @param fingerprint of our certificate
 * @param opus        how we want Opus
 * @param lite        whether we only wait to be found
 * @param trickles    whether further candidates, or that there are none, are told later (RFC 8838)
 */
record Answer(String sessionId, Fingerprint fingerprint, WebRtcConfig.OpusConfig opus,
    boolean lite, boolean trickles) {
  static final String NAME = "voxbus";
  /** Without candidates the port means nothing (RFC 8839 section 4.4.3.2). */
  private static final int NO_PORT = 9;

  /** @param version grows with each answer of a call */
  String write(Offer offer, int version, Credentials ours, List<Candidate> candidates) {
    List<MediaLine> media = new ArrayList<>();
    for (int i = 0; i < offer.sdp().media().size(); i++) {
      media.add(i == offer.audio()
          ? audio(offer, ours, candidates)
          : refused(offer.sdp().media().get(i)));
    }
    return new Sdp(session(offer, version), media).write();
  }

  /** What comes and goes after it, seen from us. */
  static Direction direction(Offer offer) {
    return offer.sdp().direction(offer.line()).mirrored();
  }

  private Lines session(Offer offer, int version) {
    Lines lines = Lines.NONE.with('v', "0")
        .with('o', "- " + sessionId + " " + version + " IN IP4 127.0.0.1").with('s', "-")
        .with('t', "0 0");
    String mid = offer.mid();
    boolean bundled = mid != null && offer.sdp().session().attributes("group").stream()
        .anyMatch(group -> List.of(group.split(" ", -1)).contains(mid));
    lines = bundled ? lines.with("group", "BUNDLE " + mid) : lines;
    lines = lite ? lines.with("ice-lite") : lines;
    lines = trickles ? lines.with("ice-options", "trickle") : lines;
    return lines.with("msid-semantic", "WMS " + NAME);
  }

  private MediaLine audio(Offer offer, Credentials ours, List<Candidate> candidates) {
    Lines theirs = offer.line().lines();
    int port = candidates.isEmpty() ? NO_PORT : candidates.get(0).port();
    Lines lines = Lines.NONE.with('c', connection(candidates));
    lines = lines.with("rtcp", NO_PORT + " IN IP4 0.0.0.0").with("ice-ufrag", ours.ufrag())
        .with("ice-pwd", ours.password()).with("fingerprint", fingerprint.line())
        .with("setup", "passive");
    lines = offer.mid() == null ? lines : lines.with("mid", offer.mid());
    lines = offer.levelId() == 0
        ? lines
        : lines.with("extmap", offer.levelId() + " " + Offer.AUDIO_LEVEL);
    Direction direction = direction(offer);
    lines = lines.with(direction.attribute()).with("rtcp-mux");
    lines = theirs.has("rtcp-rsize") ? lines.with("rtcp-rsize") : lines;
    lines = codecs(lines, offer).with("ptime", "20");
    lines = direction.sends() ? lines.with("msid", NAME + " " + NAME + "-audio") : lines;
    for (Candidate candidate : candidates) {
      lines = lines.with("candidate", candidate.line().substring("candidate:".length()));
    }
    return new MediaLine("audio", port, 1, offer.line().protocol(), numbers(offer),
        trickles ? lines : lines.with("end-of-candidates"));
  }

  private Lines codecs(Lines lines, Offer offer) {
    Lines described = lines;
    for (Format format : taken(offer)) {
      described = described.with("rtpmap", format.payload() + " " + format.encoding() + "/"
          + format.clock() + (format.channels() > 1 ? "/" + format.channels() : ""));
      String parameters = parameters(format);
      described = parameters.isEmpty()
          ? described
          : described.with("fmtp", format.payload() + " " + parameters);
    }
    return described;
  }

  private String parameters(Format format) {
    return format.is(Format.TELEPHONE_EVENT)
        ? "0-15"
        : format.is("red")
            ? format.parameters()
            : format.codec() == RtpCodec.OPUS
                ? "minptime=10;useinbandfec=1;maxplaybackrate=" + opus.maxPlaybackRate()
                    + (opus.dtx() ? ";usedtx=1" : "")
                : "";
  }

  private List<String> numbers(Offer offer) {
    return taken(offer).stream().map(format -> String.valueOf(format.payload())).toList();
  }

  /** What comes first is what browsers send. */
  private List<Format> taken(Offer offer) {
    List<Format> taken = new ArrayList<>();
    Format red = red(offer);
    Format events = offer.choice().events();
    if (red != null) {
      taken.add(red);
    }
    taken.add(offer.choice().format());
    if (events != null) {
      taken.add(events);
    }
    return taken;
  }

  /** Packets that repeat earlier ones, if that is offered and wanted. */
  @Nullable
  Format red(Offer offer) {
    return opus.red() ? offer.red() : null;
  }

  /** A refused section keeps its name, by which browsers know it. */
  private static MediaLine refused(MediaLine line) {
    String mid = line.lines().attribute("mid");
    Lines lines = Lines.NONE.with('c', "IN IP4 0.0.0.0").with(Direction.INACTIVE.attribute());
    return new MediaLine(line.kind(), 0, 1, line.protocol(), line.formats(),
        mid == null ? lines : lines.with("mid", mid));
  }

  private static String connection(List<Candidate> candidates) {
    String address = candidates.isEmpty() ? "0.0.0.0" : candidates.get(0).address();
    return (address.indexOf(':') < 0 ? "IN IP4 " : "IN IP6 ") + address;
  }
}
