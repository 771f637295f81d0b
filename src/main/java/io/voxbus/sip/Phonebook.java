package io.voxbus.sip;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.directory.Binding;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.registrar.RegisterRules;
import io.voxbus.sip.route.DialPlan;
import io.voxbus.sip.route.Route;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.SipHop;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.address.SipURI;
import org.jspecify.annotations.Nullable;

/**
 * Where a call of ours goes: a number, or a name in our realm, by the dial plan to the phone that registered; any other
 * address as it is.
 */
final class Phonebook {
  private static final Pattern NUMBER = Pattern.compile("(?:sips?:)?([+*#0-9]{1,64})");

  private final String realm;
  private final String nodeId;
  private final BindingDirectory bindings;
  private final Supplier<DialPlan> plan;

  /**
   * A call and its way.
   *
   * @param hop     null: it is found by the address that is called
   * @param carrier null: it is called itself
   */
  record Way(SipRequest.Dial dial, @Nullable SipHop hop, @Nullable Through carrier) {}

  /** Carriers in their order, and the number that they are given. */
  record Through(List<String> trunks, String number) {}

  Phonebook(String realm, String nodeId, BindingDirectory bindings, Supplier<DialPlan> plan) {
    this.realm = realm;
    this.nodeId = nodeId;
    this.bindings = bindings;
    this.plan = plan;
  }

  /** Fails with a {@link Fault} whose code is the SIP status that refuses the call. */
  Future<Way> find(SipRequest.Dial dial) {
    Optional<String> dialled = dialled(dial.to().uri());
    if (dialled.isEmpty()) {
      return Future.succeededFuture(new Way(dial, null, null));
    }
    Caller caller = new Caller.User(dial.to().caller());
    return switch (plan.get().route(caller, dialled.get())) {
      case Route.ToUser(String user) -> bindings.find(user).compose(held -> phone(dial, held));
      case Route.Reject(int status, String reason) -> refused(status, reason);
      case Route.ToTrunks(List<String> trunks, String number) ->
        Future.succeededFuture(new Way(dial, null, new Through(trunks, number)));
      case Route.ToWebhook w -> refused(404, "nobody to call there");
      case Route.ToPlayback p -> refused(404, "nobody to call there");
    };
  }

  private Optional<String> dialled(String callee) {
    Matcher number = NUMBER.matcher(callee.strip());
    if (number.matches()) {
      return Optional.of(number.group(1));
    }
    SipURI uri = Words.uri(callee);
    boolean ours = uri.getHost().equalsIgnoreCase(realm) && uri.getPort() == -1;
    return ours ? Optional.of(String.valueOf(uri.getUser())) : Optional.empty();
  }

  private static Future<Way> refused(int status, String why) {
    return Future.failedFuture(new Fault(status, why));
  }

  private Future<Way> phone(SipRequest.Dial dial, List<Binding> held) {
    return RegisterRules.live(held, System.currentTimeMillis()).stream().filter(this::isInReach)
        .findFirst().map(binding -> Future.succeededFuture(way(dial, binding)))
        .orElseGet(() -> refused(480, "no phone is registered"));
  }

  /** A connection can be used only by the node that it leads to; a proxy in between needs a Route. */
  private boolean isInReach(Binding binding) {
    boolean here = binding.flow().node().equals(nodeId);
    return binding.path().isEmpty() && (here || binding.flow().transport().equals("UDP"));
  }

  private Way way(SipRequest.Dial dial, Binding binding) {
    Binding.Flow flow = binding.flow();
    SipRequest.Callee to = dial.to();
    SipRequest.Callee phone = new SipRequest.Callee(binding.contact(), to.caller(), to.sip(),
        to.callId());
    InetAddress address = InetAddress.ofLiteral(flow.host());
    return new Way(new SipRequest.Dial(dial.leg(), phone, dial.offer()),
        new SipHop(address, flow.port(), flow.transport(), flow.host()), null);
  }
}
