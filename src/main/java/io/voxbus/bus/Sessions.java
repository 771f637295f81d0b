package io.voxbus.bus;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the sessions that are open, by the code that they run. */
public final class Sessions {
  private static final String ROOT = "io.voxbus.";

  /** A class loader is that of one version of a component, or of the program. */
  private record Code(ClassLoader loader, String component) {}

  private final Map<Code, Integer> open = new ConcurrentHashMap<>();

  /** How many sessions of a component run the code of this loader. */
  public int of(ClassLoader loader, String component) {
    return open.getOrDefault(new Code(loader, component), 0);
  }

  /** The same session, counted from its start to its end. */
  Deployable counted(Deployable session) {
    Code code = code(session.getClass());
    return new Deployable() {
      @Override
      public Future<?> deploy(Context context) throws Exception {
        open.merge(code, 1, Integer::sum);
        try {
          return session.deploy(context).onFailure(failure -> ended(code));
        } catch (Exception e) {
          ended(code);
          throw e;
        }
      }

      @Override
      public Future<?> undeploy(Context context) throws Exception {
        try {
          return session.undeploy(context).onComplete(done -> ended(code));
        } catch (Exception e) {
          ended(code);
          throw e;
        }
      }
    };
  }

  private void ended(Code code) {
    open.computeIfPresent(code, (key, count) -> count == 1 ? null : count - 1);
  }

  private static Code code(Class<?> session) {
    String name = session.getName();
    String below = name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
    int dot = below.indexOf('.');
    return new Code(session.getClassLoader(), dot < 0 ? "" : below.substring(0, dot));
  }
}
