package io.voxbus.media.leg.webrtc;

import io.voxbus.bus.Fault;
import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.media.leg.RtpAudio;
import io.voxbus.media.leg.Signalling;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.sdp.Agreed;
import io.voxbus.sdp.Format;
import io.voxbus.sdp.Payload;
import io.voxbus.sdp.SdpFailed;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Descriptions of a WebRTC leg: the browser offers, at first and for every change, and we answer. */
final class WebRtcSignalling implements Signalling {
  private static final int PTIME_MILLIS = 20;
  /** Where ICE finds it is no matter of descriptions. */
  private static final InetSocketAddress BY_ICE = InetSocketAddress.createUnresolved("ice", 9);

  private final List<RtpCodec> codecs;
  private final Answer answer;
  private final IceTransport ice;
  private final BiConsumer<Agreed, RtpAudio.Extensions> agreed;
  private final Consumer<MediaEvent> events;
  private Offer offer;
  private int version;
  /** Whether the client was another node's, and has not offered anything here. */
  private boolean awaits;

  /**
   * @param agreed told each time both sides agree
   * @param events told of addresses that are not in the answer, where it says that they come
   */
  WebRtcSignalling(Offer offer, List<RtpCodec> codecs, Answer answer, IceTransport ice,
      BiConsumer<Agreed, RtpAudio.Extensions> agreed, Consumer<MediaEvent> events) {
    this.offer = offer;
    this.codecs = codecs;
    this.answer = answer;
    this.ice = ice;
    this.agreed = agreed;
    this.events = events;
  }

  /** The client was another node's before: who it is in ICE is known by its next offer. */
  void goOn(int lastVersion) {
    version = lastVersion;
    awaits = true;
  }

  @Override
  public String open() {
    introduce();
    return answer();
  }

  @Override
  public void candidates(List<String> lines) {
    if (awaits) {
      return; // of an offer that another node has had
    }
    ice.add(lines.stream().map(Candidate::parse).filter(one -> !one.hidden()).toList());
  }

  @Override
  public void answered(String sdp) {
    throw new Fault(488, "we have offered nothing");
  }

  @Override
  public String reoffered(String changed) {
    Offer next = read(changed, codecs);
    if (!next.peer().equals(offer.peer())) {
      throw new Fault(488, "another fingerprint: that is another client");
    }
    if (!awaits && next.restarts(offer)) { // else it has been told our new credentials already
      ice.restart();
    }
    awaits = false;
    offer = next;
    introduce();
    return answer();
  }

  @Override
  public String reoffer(boolean hold) {
    throw new Fault(488, "a WebRTC client makes the offers");
  }

  static Offer read(String text, List<RtpCodec> codecs) {
    if (text.isBlank()) {
      throw Fault.badRequest("a WebRTC call needs the client's offer");
    }
    try {
      return Offer.of(text, codecs);
    } catch (SdpFailed e) {
      throw new Fault(e.code(), e.reason());
    }
  }

  private void introduce() {
    if (awaits) {
      return;
    }
    ice.remote(offer.remote(), offer.lite(), offer.candidates());
  }

  private String answer() {
    Format red = answer.red(offer);
    agreed.accept(agreement(), new RtpAudio.Extensions(offer.levelId(),
        red == null ? -1 : red.payload()));
    Credentials ours = ice.credentials();
    List<Candidate> known = ice.candidates();
    if (answer.trickles()) {
      ice.gather(known, new Trickle(ours.ufrag(), offer.mid(), offer.audio(), events));
    }
    return answer.write(offer, ++version, ours, known);
  }

  /** Tells the call of addresses that belong to a section of an answer. */
  private record Trickle(String ufrag, @Nullable String mid, int section,
      Consumer<MediaEvent> events) implements IceTransport.Gathering {
    @Override
    public void found(Candidate candidate) {
      events.accept(new MediaEvent.Candidate(candidate.line(), mid, section, ufrag));
    }

    @Override
    public void done() {
      events.accept(new MediaEvent.Candidate("", mid, section, ufrag));
    }
  }

  private Agreed agreement() {
    Format format = offer.choice().format();
    Payload payload = new Payload(offer.choice().codec(), format.payload(), format.payload());
    int events = offer.choice().eventsPayload();
    return new Agreed(List.of(payload), events, events, new Agreed.Remote(BY_ICE, BY_ICE), true,
        Answer.direction(offer), PTIME_MILLIS, null, null);
  }
}
