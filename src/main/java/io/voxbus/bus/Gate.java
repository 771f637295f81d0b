package io.voxbus.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where messages from other nodes come in. What is sent twice under one id is carried out once; the second gets the
 * answer of the first.
 */
final class Gate {
  /** More than a node asks of another in the seconds in which a message may be sent again. */
  private static final int REMEMBERED = 10_000;

  private final Bus bus;
  private final Map<String, Future<Object>> answers = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Future<Object>> eldest) {
      return size() > REMEMBERED;
    }
  };

  Gate(Bus bus) {
    this.bus = bus;
  }

  Future<Void> open(Vertx vertx, String address) {
    return vertx.eventBus().<Envelope>consumer(address, this::take).completion();
  }

  void take(Message<Envelope> message) {
    Envelope envelope;
    try {
      envelope = message.body(); // decoded here: it may be of a family that only newer nodes know
    } catch (RuntimeException e) {
      message.fail(400, String.valueOf(e.getMessage()));
      return;
    }
    if (envelope.id().isEmpty()) {
      bus.sendHere(envelope.local(), envelope.message());
      return;
    }
    answers
        .computeIfAbsent(envelope.id(),
            id -> bus.askHere(envelope.local(), envelope.message()))
        .onSuccess(
            answer -> message.reply(new Envelope("", "", answer), bus.answerOptions()))
        .onFailure(failure -> message.reply(Fault.of(failure).asReply()));
  }
}
