package io.voxbus.sip.carrier;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.sip.route.TrunkConfig;

/** A call on its way through carriers. May be used on any event loop. */
public final class CarrierCall {
  private final Context home;
  private final TrunkSearch search;

  CarrierCall(Context home, TrunkSearch search) {
    this.home = home;
    this.search = search;
  }

  /** Where to go instead of the server that has failed. */
  public Future<Found> after(int code, String reason) {
    Promise<Found> found = Promise.promise();
    home.runOnContext(now -> {
      search.failed(code, reason, System.currentTimeMillis());
      first().onComplete(found);
    });
    return found.future();
  }

  /** A server to call, or why there is none. */
  public sealed interface Found {
    record Server(TrunkConfig trunk, TrunkConfig.Host host) implements Found {}
    record None(String why) implements Found {}
  }

  /** On the event loop of the trunks. */
  public Future<Found> first() {
    return search.next(System.currentTimeMillis()).map(next -> next
        .<Found>map(one -> new Found.Server(one.trunk(), one.host()))
        .orElseGet(() -> new Found.None(search.why())));
  }

  /** The server has said something of its own, and the call stays there. */
  public void answered(int code) {
    home.runOnContext(now -> search.answered(code, System.currentTimeMillis()));
  }

  /** It counts here again, after it was {@link #over}. */
  public void goOn() {
    home.runOnContext(now -> search.goOn());
  }

  public void over() {
    home.runOnContext(now -> search.end());
  }
}
