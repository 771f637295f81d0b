package io.voxbus.media.leg;

import io.voxbus.bus.Fault;
import io.voxbus.sdp.Agreed;
import io.voxbus.sdp.Negotiation;
import io.voxbus.sdp.Sdp;
import io.voxbus.sdp.SdpFailed;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Descriptions of a telephone leg: plain RTP, or SRTP by keys in them. */
final class SdesSignalling implements Signalling {
  private final @Nullable Sdp offer;
  private final Negotiation negotiation;
  private final Consumer<Agreed> agreed;

  /**
   * @param offer  the remote party's; null: we make one
   * @param agreed told each time both sides agree
   */
  SdesSignalling(@Nullable Sdp offer, Negotiation negotiation, Consumer<Agreed> agreed) {
    this.offer = offer;
    this.negotiation = negotiation;
    this.agreed = agreed;
  }

  /** What was agreed on another node holds here as well, until a new offer is answered. */
  void goOn() {
    negotiation.agreed().ifPresent(agreed);
  }

  @Override
  public String open() {
    return offer == null
        ? faults(() -> negotiation.open().write())
        : offered(() -> answer(offer));
  }

  @Override
  public void answered(String answer) {
    agreed.accept(faults(() -> negotiation.answered(Sdp.parse(answer))));
  }

  @Override
  public String reoffered(String changed) {
    return faults(() -> answer(Sdp.parse(changed)));
  }

  @Override
  public String reoffer(boolean hold) {
    return negotiation.offer(hold).write();
  }

  private String answer(Sdp to) {
    Negotiation.Answer answer = negotiation.answer(to);
    agreed.accept(answer.agreed());
    return answer.sdp().write();
  }

  /** RFC 3261 section 21.4.26: a call whose offer can't be read is refused as one whose offer can't be met. */
  static <T> T offered(Supplier<T> read) {
    try {
      return read.get();
    } catch (SdpFailed e) {
      throw new Fault(488, e.reason());
    }
  }

  static <T> T faults(Supplier<T> negotiated) {
    try {
      return negotiated.get();
    } catch (SdpFailed e) {
      throw new Fault(e.code(), e.reason());
    }
  }
}
