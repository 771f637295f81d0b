package io.voxbus.sip;

import io.vertx.core.Future;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.FarEnd;
import io.voxbus.sip.stack.SipHop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.sip.Dialog;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import javax.sip.header.RouteHeader;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that the far end of a dialog may speak from: where it was seen, where it wants to be reached, its
 * proxies. Ports do not count: NAT changes them.
 */
final class Whereabouts implements FarEnd {
  private final LegParts parts;
  private final Supplier<@Nullable Dialog> of;
  private final Set<InetAddress> seen = new HashSet<>();
  private Caller caller;

  /** @param of the dialog, when there is one */
  Whereabouts(LegParts parts, Caller caller, Supplier<@Nullable Dialog> of) {
    this.parts = parts;
    this.caller = caller;
    this.of = of;
  }

  /** It has begun the dialog from there. */
  void began(SipHop source, Caller by) {
    caller = by;
    seenAt(source.address());
  }

  /** As another node would know it. */
  SipDialog.Known known() {
    return new SipDialog.Known(seen.stream().map(InetAddress::getHostAddress).sorted().toList(),
        caller instanceof Caller.User(String user) ? user : null,
        caller instanceof Caller.Trunk(String trunk) ? trunk : null);
  }

  void know(SipDialog.Known known) {
    known.seen().forEach(address -> seenAt(InetAddress.ofLiteral(address)));
    caller = caller(known);
  }

  static Caller caller(SipDialog.Known known) {
    if (known.user() != null) {
      return new Caller.User(known.user());
    }
    return known.trunk() == null ? new Caller.Stranger() : new Caller.Trunk(known.trunk());
  }

  @Override
  public void seenAt(InetAddress source) {
    seen.add(source);
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public Future<Boolean> isAt(InetAddress source) {
    boolean known = parts.config().anywhere() || seen.contains(source);
    Dialog dialog = of.get();
    if (known || dialog == null) {
      return Future.succeededFuture(known);
    }
    Future<Boolean> found = Future.succeededFuture(false);
    for (SipURI one : said(dialog)) {
      found = found.compose(yes -> yes
          ? Future.succeededFuture(true)
          : parts.stack().resolve(one).map(hops -> includes(hops, source)).otherwise(false));
    }
    return found;
  }

  private static boolean includes(List<SipHop> hops, InetAddress source) {
    return hops.stream().anyMatch(hop -> hop.address().equals(source));
  }

  /** What it has told us: its Contact, and its route. */
  private static List<SipURI> said(Dialog dialog) {
    List<SipURI> said = new ArrayList<>();
    add(said, dialog.getRemoteTarget());
    for (Iterator<?> route = dialog.getRouteSet(); route.hasNext();) {
      add(said, ((RouteHeader) route.next()).getAddress());
    }
    return said;
  }

  private static void add(List<SipURI> said, @Nullable Address address) {
    if (address != null && address.getURI() instanceof SipURI uri) {
      said.add(uri);
    }
  }
}
