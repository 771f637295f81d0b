package io.voxbus.sip;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.protocol.bus.SipEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a call of ours that one cannot take is taken by another. On the event loop of the leg. */
final class Search {
  private final @Nullable Elsewhere elsewhere;
  private boolean stays;
  private SipEvent.@Nullable Refused refusal;
  private final Vertx vertx;
  private long patience = -1;

  /** @param elsewhere null: there is nobody else */
  Search(Vertx vertx, @Nullable Elsewhere elsewhere) {
    this.vertx = vertx;
    this.elsewhere = elsewhere;
  }

  /** A server that says nothing is out of order long before the transaction gives up. */
  void bePatient(Runnable silent) {
    heard();
    long most = elsewhere == null ? 0 : elsewhere.patienceMillis();
    if (most > 0) {
      patience = vertx.setTimer(most, due -> silent.run());
    }
  }

  /** It has said something. */
  void heard() {
    vertx.cancelTimer(patience);
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
    heard();
    if (elsewhere != null) {
      elsewhere.over();
    }
  }
}
