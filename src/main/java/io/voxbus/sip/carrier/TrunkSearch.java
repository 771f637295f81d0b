package io.voxbus.sip.carrier;

import io.vertx.core.Future;
import io.voxbus.sip.route.TrunkConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Gives one call to the servers of its carriers, one after the other. Lives on the event loop of the trunks. */
final class TrunkSearch {
  private final Queue<Trunk> trunks;
  private final Queue<TrunkConfig.Host> hosts = new ArrayDeque<>();
  private final List<String> passed = new ArrayList<>();
  private @Nullable Trunk trunk;
  /** The one that it counted for last. */
  private @Nullable Trunk last;
  private boolean over;
  private TrunkConfig.@Nullable Host host;

  /** A server that is to be called. */
  record Attempt(TrunkConfig trunk, TrunkConfig.Host host) {}

  TrunkSearch(List<Trunk> trunks) {
    this.trunks = new ArrayDeque<>(trunks);
  }

  /** Of a call that has come from another node, and counts when it {@link #goOn goes on}. */
  static TrunkSearch over(@Nullable Trunk taken) {
    TrunkSearch search = new TrunkSearch(List.of());
    search.last = taken;
    search.over = true;
    return search;
  }

  /** The next one to try. The call counts for its trunk until it goes to another or {@link #end ends}. */
  Future<Optional<Attempt>> next(long nowMillis) {
    if (hosts.isEmpty() && !trunks.isEmpty()) {
      leave();
      return enter(trunks.remove(), nowMillis).compose(entered -> next(nowMillis));
    }
    host = hosts.poll();
    if (trunk == null || host == null) {
      leave();
      return Future.succeededFuture(Optional.empty());
    }
    return Future.succeededFuture(Optional.of(new Attempt(trunk.config(), host)));
  }

  private Future<?> enter(Trunk next, long nowMillis) {
    List<TrunkConfig.Host> servers = next.servers(nowMillis);
    if (servers.isEmpty()) {
      passed.add(next.name() + " is down");
      return Future.succeededFuture();
    }
    return next.enter(nowMillis).onSuccess(room -> {
      if (room && !over) {
        trunk = next;
        last = next;
        hosts.addAll(servers);
      } else if (room) {
        next.leave();
      } else {
        passed.add(next.name() + " is full");
      }
    });
  }

  /** The server that is being tried can't take the call. */
  void failed(int code, String reason, long nowMillis) {
    if (trunk != null && host != null) {
      trunk.failed(host, code / 100 + "xx", nowMillis);
      passed.add(trunk.name() + " says " + code + " " + reason);
    }
  }

  /** The server that is being tried has said something of its own: 180 when it rings, 200 for a call that was taken. */
  void answered(int code, long nowMillis) {
    if (trunk != null && host != null && code < 200) {
      trunk.asked(host, true, nowMillis);
    } else if (trunk != null && host != null) {
      trunk.answered(host, code / 100 == 2 ? "answered" : code / 100 + "xx", nowMillis);
    }
  }

  /** Why there is no server left. */
  String why() {
    return "no trunk left" + (passed.isEmpty() ? "" : ": " + String.join(", ", passed));
  }

  void end() {
    over = true;
    leave();
    trunks.clear();
    hosts.clear();
  }

  /** It goes on here after all: it counts again, for the trunk that it has. */
  void goOn() {
    if (over && last != null) {
      over = false;
      trunk = last;
      last.add();
    }
  }

  private void leave() {
    if (trunk != null) {
      trunk.leave();
      trunk = null;
    }
  }
}
