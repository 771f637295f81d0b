package io.voxbus.bus;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a session sits: its event loop and its addresses. Another session may be put there in one turn of that event
 * loop, so that no message is lost, doubled or overtaken: what comes next is heard by the successor. All but
 * {@link #move} is on the event loop.
 */
final class Seat implements Deployable {
  private static final Object KEY = Seat.class;

  private final Moves moves;
  private final Map<String, Ear> ears = new HashMap<>();
  private Deployable session;
  private @Nullable Context context;
  /** What the successor will hear, while it moves in. */
  private @Nullable Map<String, Handler<Message<Object>>> moving;
  private int asking;
  private boolean leaving;

  /** Is told who sits there. */
  interface Moves {
    void sits(Seat seat, Deployable session);

    void left(Seat seat, Deployable session);
  }

  /** An address of the session. */
  private static final class Ear {
    private final MessageConsumer<Object> consumer;
    private Handler<Message<Object>> handler;

    Ear(EventBus events, String address, Handler<Message<Object>> handler) {
      this.handler = handler;
      this.consumer = events.localConsumer(address, message -> this.handler.handle(message));
    }
  }

  Seat(Deployable session, Moves moves) {
    this.session = session;
    this.moves = moves;
  }

  /** That of the session whose event loop this is; null when it is none's. */
  static @Nullable Seat here() {
    Context now = Vertx.currentContext();
    return now == null ? null : now.get(KEY);
  }

  Deployable session() {
    return session;
  }

  @Override
  public Future<?> deploy(Context given) throws Exception {
    context = given;
    given.put(KEY, this);
    moves.sits(this, session);
    try {
      return session.deploy(given).onFailure(failure -> moves.left(this, session));
    } catch (Exception e) {
      moves.left(this, session);
      throw e;
    }
  }

  @Override
  public Future<?> undeploy(Context given) throws Exception {
    leaving = true;
    try {
      return session.undeploy(given).onComplete(done -> moves.left(this, session));
    } catch (Exception e) {
      moves.left(this, session);
      throw e;
    }
  }

  /** The session hears an address. */
  MessageConsumer<Object> listen(EventBus events, String address,
      Handler<Message<Object>> handler) {
    Ear known = ears.get(address);
    if (moving != null && known != null && known.consumer.isRegistered()) {
      moving.put(address, handler);
      return known.consumer;
    }
    Ear ear = new Ear(events, address, handler);
    ears.put(address, ear);
    if (moving != null) {
      moving.put(address, handler);
    }
    return ear.consumer;
  }

  /** The session has asked something: its successor would not understand the answer. */
  <T> Future<T> asked(Future<T> answer) {
    asking++;
    return answer.onComplete(answered -> asking--);
  }

  /** Puts a successor there; comes with whether it sits there, fails when it can't. From any thread. */
  Future<Boolean> move(Function<Handover, Deployable> successor) {
    Context own = context;
    if (own == null) {
      return Future.succeededFuture(false);
    }
    Promise<Boolean> moved = Promise.promise();
    own.runOnContext(go -> {
      try {
        moved.complete(moveNow(own, successor));
      } catch (Exception | LinkageError e) {
        moved.fail(e);
      }
    });
    return moved.future();
  }

  private boolean moveNow(Context own, Function<Handover, Deployable> successor)
      throws Exception {
    if (leaving || asking > 0 || !(session instanceof Movable before)) {
      return false;
    }
    Handover given = before.handOver();
    if (given == null) {
      return false;
    }
    Deployable next = successor.apply(given);
    Map<String, Handler<Message<Object>>> heard = new HashMap<>();
    moving = heard;
    try {
      Future<?> sits = next.deploy(own);
      if (!sits.succeeded()) {
        throw new IllegalStateException("it did not start at once", sits.cause());
      }
    } catch (Exception | LinkageError e) {
      stepBack(next, heard);
      throw e;
    } finally {
      moving = null;
    }
    hear(heard);
    before.leaveSeat();
    moves.left(this, session);
    session = next;
    moves.sits(this, session);
    return true;
  }

  private void hear(Map<String, Handler<Message<Object>>> heard) {
    ears.entrySet().removeIf(entry -> {
      Ear ear = entry.getValue();
      Handler<Message<Object>> handler = heard.get(entry.getKey());
      if (handler == null) {
        ear.consumer.unregister();
      } else {
        ear.handler = handler;
      }
      return handler == null;
    });
  }

  /** The session before it goes on: it has heard nothing of this. */
  private void stepBack(Deployable next, Map<String, Handler<Message<Object>>> heard) {
    ears.entrySet().removeIf(entry -> {
      boolean fresh = entry.getValue().handler.equals(heard.get(entry.getKey()));
      if (fresh) {
        entry.getValue().consumer.unregister();
      }
      return fresh;
    });
    if (next instanceof Movable left) {
      left.leaveSeat();
    }
  }
}
