package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.voxbus.protocol.api.MediaPassOption;
import org.jspecify.annotations.Nullable;

/** What carries the audio of a leg: of a call's client or caller, or of a further party of the call. */
public sealed interface Carrier {
  /** Binary frames on the WebSockets of the call's clients. */
  record Sockets() implements Carrier {}
  /**
   * RTP (RFC 3550) on a port of this node.
   *
   * @param offer the remote party's SDP, to be answered; null: we make the offer
   * @param srtp  whether the media is encrypted by keys in the SDP (RFC 4568)
   * @param talk  what was agreed on another node, of which the next version is offered; null: nothing
   */
  record Rtp(@Nullable String offer, Srtp srtp, @Nullable Talk talk) implements Carrier {
    public Rtp(@Nullable String offer, Srtp srtp) {
      this(offer, srtp, null);
    }
  }
  /**
   * The last SDP of both sides of a leg.
   *
   * @param offers that nodes have made of it which went on with it since, with the one to come: their answers were not kept
   */
  record Talk(String ours, String theirs,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int offers) {
    public Talk(String ours, String theirs) {
      this(ours, theirs, 0);
    }

    public Talk offered(int more) {
      return new Talk(ours, theirs, offers + more);
    }
  }
  /**
   * RTP under ICE (RFC 8445) and DTLS (RFC 5764).
   *
   * @param offer  the browser's SDP, to be answered; the newest that was
   * @param before what there was of it on another node, where the browser finds us by a further offer; null: nothing
   */
  record WebRtc(String offer, @Nullable Before before) implements Carrier {
    public WebRtc(String offer) {
      this(offer, null);
    }
  }
  /**
   * The description of ours that a browser has had last.
   *
   * @param session digits that tell it from all others
   * @param secured by what it is encrypted; null: DTLS had not come to an end
   */
  record Before(String session, int version, @Nullable Secured secured) {}
  /**
   * What SRTP needs to go on without another DTLS handshake. What we send goes on as another stream, with a number of
   * its own, so that no key stream is used twice whatever was sent before.
   *
   * @param suite    its name
   * @param send     master key and salt of what we send, in base64
   * @param receive  of what the browser sends
   * @param received how far that had come; null: nothing had
   */
  record Secured(String suite, String send, String receive, @Nullable Received received) {
    /** Without keys. */
    @Override
    public String toString() {
      return "Secured[" + suite + ", " + received + "]";
    }
  }
  /**
   * A stream of the browser's.
   *
   * @param index of its newest packet (RFC 3711 section 3.3.1), or of one not much older
   */
  record Received(int ssrc, long index) {}

  /**
   * Another call, on the node named: what its main leg says is heard here, and the other way round.
   *
   * @param callId the call whose leg it is
   */
  record Bridge(String callId, String peer, String nodeId) implements Carrier {}

  /**
   * A bot that speaks a dialect of another telephone system.
   *
   * @param callId the call whose leg it is
   */
  record Bot(String callId, MediaPassOption option) implements Carrier {}

  /** Encryption by SDES. */
  enum Srtp {
    /** Plain RTP only. */
    @JsonProperty("off")
    OFF,
    /** Encrypted if the other side can. */
    @JsonProperty("optional")
    OPTIONAL,
    /** A leg without it is refused. */
    @JsonProperty("required")
    REQUIRED
  }
}
