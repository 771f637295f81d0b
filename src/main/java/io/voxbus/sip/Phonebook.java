package io.voxbus.sip;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.directory.Binding;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.registrar.RegisterRules;
import io.voxbus.sip.route.DialPlan;
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
 * Where a call of ours goes: a number, or a name in our realm, by the dial plan to the phones that registered; any
 * other address as it is.
 */
final class Phonebook {
  private static final Pattern NUMBER = Pattern.compile(
      "(?:sips?:)?([+*#0-9]{1,64})|tel:([-+*#0-9.()]{1,64})(?:;.*)?",
      Pattern.CASE_INSENSITIVE);

  private final String realm;
  private final BindingDirectory bindings;
  private final Supplier<DialPlan> plan;

  /** What is found. */
  sealed interface Found {}

  /**
   * A call and its way.
   *
   * @param hop  null: it is found by the address that is called, or the route's
   * @param path proxies it must pass, nearest to us first
   * @param whom who is called, as far as we know him
   */
  record Way(SipRequest.Dial dial, @Nullable SipHop hop, List<String> path, Caller whom)
      implements
        Found {
    Way(SipRequest.Dial dial, Caller whom) {
      this(dial, null, List.of(), whom);
    }

    /** RFC 3327 section 5.3: by the proxies it registered through, if any. */
    static Way to(SipRequest.DialPhone call) {
      SipRequest.Phone phone = call.phone();
      SipRequest.Callee to = call.dial().to();
      SipHop hop = new SipHop(InetAddress.ofLiteral(phone.host()), phone.port(),
          phone.transport(), phone.host());
      return new Way(new SipRequest.Dial(call.dial().leg(), new SipRequest.Callee(phone.contact(),
          to.caller(), to.sip(), to.callId()), call.dial().offer()),
          phone.path().isEmpty() ? hop : null, phone.path(), new Caller.User(phone.user()));
    }
  }

  /** Carriers in their order, and the number that they are given. */
  record Through(List<String> trunks, String number) implements Found {}

  /** All the phones of a user, the one to try first at the front. */
  record Phones(String user, List<Binding> bindings) implements Found {}

  Phonebook(String realm, BindingDirectory bindings, Supplier<DialPlan> plan) {
    this.realm = realm;
    this.bindings = bindings;
    this.plan = plan;
  }

  /** Fails with a {@link Fault} whose code is the SIP status that refuses the call. */
  Future<Found> find(SipRequest.Dial dial) {
    if (dial.route() != null) {
      return find(dial.route());
    }
    Optional<String> dialled = dialled(dial.to().uri());
    return dialled.isEmpty()
        ? Future.succeededFuture(new Way(dial, new Caller.Stranger()))
        : find(plan.get().route(new Caller.User(dial.to().caller()), dialled.get()));
  }

  private Future<Found> find(Route route) {
    return switch (route) {
      case Route.ToUser(String user, Seconds ring) ->
        bindings.find(user).compose(held -> phones(user, held));
      case Route.Reject(int status, String reason) -> refused(status, reason);
      case Route.ToTrunks(List<String> trunks, String number, Seconds ring) ->
        Future.succeededFuture(new Through(trunks, number));
      case Route.ToWebhook w -> refused(404, "nobody to call there");
      case Route.ToPlayback p -> refused(404, "nobody to call there");
    };
  }

  private Optional<String> dialled(String callee) {
    Matcher number = NUMBER.matcher(callee.strip());
    if (number.matches()) {
      return Optional.of(number.group(1) != null
          ? number.group(1)
          : number.group(2).replaceAll("[-.()]", "")); // RFC 3966 section 5.1.1
    }
    SipURI uri = Words.uri(callee);
    boolean ours = uri.getHost().equalsIgnoreCase(realm) && uri.getPort() == -1;
    return ours ? Optional.of(String.valueOf(uri.getUser())) : Optional.empty();
  }

  private static Future<Found> refused(int status, String why) {
    return Future.failedFuture(new Fault(status, why));
  }

  private static Future<Found> phones(String user, List<Binding> held) {
    List<Binding> live = RegisterRules.live(held, System.currentTimeMillis());
    return live.isEmpty()
        ? refused(480, "no phone is registered")
        : Future.succeededFuture(new Phones(user, live));
  }
}
