package io.voxbus.media.leg.webrtc;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the addresses of servers; a name that has none is asked for again, less and less often. */
final class ServerNames {
  private static final Logger LOG = LoggerFactory.getLogger(ServerNames.class);
  private static final int FIRST_SECONDS = 5;
  private static final int MOST_SECONDS = 60;

  private final List<IceServer> open;
  private final Lookup lookup;
  private final Function<Map<IceServer, InetSocketAddress>, CompletableFuture<?>> found;
  private final Later later;
  private int waitSeconds = FIRST_SECONDS;

  /** Asks the name service; may take its time. */
  interface Lookup {
    InetSocketAddress of(IceServer server) throws UnknownHostException;
  }

  /** Runs something after a while. */
  interface Later {
    void in(int seconds, Runnable task);
  }

  /** @param found is given those that have an address, each once */
  ServerNames(List<IceServer> servers, Lookup lookup,
      Function<Map<IceServer, InetSocketAddress>, CompletableFuture<?>> found, Later later) {
    this.open = new ArrayList<>(servers);
    this.lookup = lookup;
    this.found = found;
    this.later = later;
  }

  /** Returns what {@code found} gave for those that have an address now. */
  CompletableFuture<?> look() {
    Map<IceServer, InetSocketAddress> known = new LinkedHashMap<>();
    for (IceServer server : open) {
      try {
        known.put(server, lookup.of(server));
      } catch (UnknownHostException e) {
        LOG.atWarn().addKeyValue("server", server.host()).addKeyValue("againInSeconds", waitSeconds)
            .log("no address of a STUN or TURN server");
      }
    }
    open.removeAll(known.keySet());
    CompletableFuture<?> done = found.apply(known);
    if (!open.isEmpty()) {
      later.in(waitSeconds, this::lookAgain);
      waitSeconds = Math.min(2 * waitSeconds, MOST_SECONDS);
    }
    return done;
  }

  private void lookAgain() {
    look();
  }
}
