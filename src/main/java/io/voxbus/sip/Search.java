package io.voxbus.sip;

import io.vertx.core.Future;
import io.voxbus.protocol.bus.SipEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a call of ours that one cannot take is taken by another. On the event loop of the leg. */
final class Search {
  private final @Nullable Elsewhere elsewhere;
  private boolean stays;
  private SipEvent.@Nullable Refused refusal;

  /** @param elsewhere null: there is nobody else */
  Search(@Nullable Elsewhere elsewhere) {
    this.elsewhere = elsewhere;
  }

  /** After how many ms of silence it goes on; 0: never. */
  long patienceMillis() {
    return elsewhere == null ? 0 : elsewhere.patienceMillis();
  }

  /** Whether the call is not told of it, as it goes on elsewhere. */
  boolean keeps(SipEvent event) {
    int code = switch (event) {
      case SipEvent.Progress progress -> progress.code();
      case SipEvent.Answered answered -> 200;
      case SipEvent.Refused refused -> refused.code();
      default -> 0;
    };
    if (elsewhere == null || code == 0) {
      return false;
    }
    if (!stays && event instanceof SipEvent.Refused refused && Elsewhere.mayHelp(code)) {
      refusal = refused;
      return true;
    }
    stays = true;
    elsewhere.stays(code);
    return false;
  }

  /** Who is next, if it was refused where it was. */
  Optional<Future<Invitation>> next() {
    SipEvent.Refused last = refusal;
    refusal = null;
    return last == null || elsewhere == null
        ? Optional.empty()
        : Optional.of(elsewhere.after(last));
  }

  void goOn() {
    if (elsewhere != null) {
      elsewhere.goOn();
    }
  }

  void over() {
    if (elsewhere != null) {
      elsewhere.over();
    }
  }
}
