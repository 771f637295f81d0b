package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PendingTest {
  private final Pending pending = new Pending();
  private final List<String> asked = new ArrayList<>();

  @Test
  void aNodeThatIsLostIsNotAskedUntilItIsBack(Vertx vertx) {
    Context context = vertx.getOrCreateContext();
    AtomicBoolean gone = new AtomicBoolean(true);
    assertEquals("answer", ask(context).result());
    pending.lost("n2", gone::get);
    assertEquals(Fault.lost().getMessage(), ask(context).cause().getMessage());
    assertEquals(List.of("n2"), asked);
    gone.set(false);
    assertEquals("answer", ask(context).result());
    gone.set(true);
    assertEquals("answer", ask(context).result()); // another one by that name, until it is told lost
  }

  private Future<Object> ask(Context context) {
    return pending.at("n2", () -> {
      asked.add("n2");
      return Future.succeededFuture("answer");
    }, context);
  }
}
