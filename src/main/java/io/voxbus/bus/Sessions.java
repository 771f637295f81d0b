package io.voxbus.bus;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Counts the sessions that are open, by the code that they run. */
public final class Sessions {
  private static final String ROOT = "io.voxbus.";

  /** A class loader is that of one version of a component, or of the program. */
  private record Code(ClassLoader loader, String component) {}

  private final Map<Code, Integer> open = new ConcurrentHashMap<>();
  private final Set<Seat> seats = ConcurrentHashMap.newKeySet();

  /** How many sessions of a component run the code of this loader. */
  public int of(ClassLoader loader, String component) {
    return open.getOrDefault(new Code(loader, component), 0);
  }

  /** The same session, with a seat of its own. */
  Deployable seated(Deployable session) {
    return new Seat(session, new Seat.Moves() {
      @Override
      public void sits(Seat seat, Deployable sitting) {
        seats.add(seat);
        open.merge(code(sitting.getClass()), 1, Integer::sum);
      }

      @Override
      public void left(Seat seat, Deployable leaving) {
        if (seat.session().equals(leaving)) {
          seats.remove(seat);
        }
        open.computeIfPresent(code(leaving.getClass()),
            (key, count) -> count == 1 ? null : count - 1);
      }
    });
  }

  /**
   * Lets the sessions of a component that run the code of this loader go on as what succeeds them, as far as they can at
   * this moment, one after the other; comes with how many did.
   *
   * @param stays is told why a successor could not take its place; the session goes on as it is
   * @param pause between two of them, in which the threads they run on do what they are there for
   */
  public Future<Integer> move(ClassLoader loader, String component,
      Function<Handover, Deployable> successor, Consumer<Throwable> stays,
      Supplier<Future<?>> pause) {
    Code code = new Code(loader, component);
    Future<Integer> moved = Future.succeededFuture(0);
    for (Seat seat : seats) {
      if (code(seat.session().getClass()).equals(code)) {
        moved = moved.compose(before -> seat.move(successor).recover(failure -> {
          stays.accept(failure);
          return Future.succeededFuture(false);
        }).compose(went -> pause.get().map(over -> went ? before + 1 : before)));
      }
    }
    return moved;
  }

  private static Code code(Class<?> session) {
    String name = session.getName();
    String below = name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
    int dot = below.indexOf('.');
    return new Code(session.getClassLoader(), dot < 0 ? "" : below.substring(0, dot));
  }
}
