package io.voxbus.sip.stack;

import gov.nist.javax.sip.SipStackImpl;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sip.SipProvider;

/** What a running stack is made of. */
record StackParts(SipStackImpl stack, SipProvider provider, Loops loops,
    Map<String, Transport> transports, List<Connections> connections, HopFinder finder,
    HostNames names, LargeRequests large, AtomicBoolean refusing, Supplier<Future<Void>> stopping) {
  Map<String, Integer> ports() {
    return transports.entrySet().stream().collect(java.util.stream.Collectors
        .toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().getPort()));
  }

  Future<Void> stop() {
    return stopping.get();
  }
}
