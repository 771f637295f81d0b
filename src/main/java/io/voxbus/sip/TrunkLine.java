package io.voxbus.sip;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.api.SipOption;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.carrier.CarrierCall;
import io.voxbus.sip.carrier.CarrierCall.Found;
import io.voxbus.sip.route.TrunkConfig;
import io.voxbus.sip.stack.Caller;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.address.SipURI;
import org.jspecify.annotations.Nullable;

/** A call of ours to a number, through carriers: to each as it wants to be called. */
final class TrunkLine implements Elsewhere {
  private static final Pattern USER = Pattern.compile("(?:.*<)?(?:sips?:)?([^@:;<>]*).*");

  private final CarrierCall call;
  private final SipRequest.Dial dial;
  private final String number;
  private final String callId;
  private final PhoneConfig config;
  private final Function<String, List<String>> routes;
  private long patienceMillis;

  /** @param routes proxies for calls through the carrier of a name, the nearest first */
  TrunkLine(CarrierCall call, SipRequest.Dial dial, String number, PhoneConfig config,
      Function<String, List<String>> routes) {
    this.routes = routes;
    this.call = call;
    this.dial = dial;
    this.number = number;
    this.config = config;
    String given = dial.to().callId();
    callId = given == null || given.isBlank() ? UUID.randomUUID().toString() : given;
  }

  /** What is sent to the server that was found. */
  Future<Invitation> invitation(Found found) {
    return switch (found) {
      case Found.None(String why) -> Future.failedFuture(Fault.unavailable(why));
      case Found.Server(TrunkConfig trunk, TrunkConfig.Host host) -> {
        patienceMillis = Objects.requireNonNull(trunk.timeout()).millis();
        try {
          yield Future.succeededFuture(Invitation.of(new Phonebook.Way(
              dial(trunk, Words.uri(String.valueOf(host.uri()))), null,
              routes.apply(String.valueOf(trunk.name())),
              new Caller.Trunk(String.valueOf(trunk.name()))), config, ""));
        } catch (RuntimeException e) { // a client's header that can't be sent, a carrier's URI that is none
          call.over();
          yield Future.failedFuture(e);
        }
      }
    };
  }

  private SipRequest.Dial dial(TrunkConfig trunk, SipURI server) {
    String domain = String.valueOf(trunk.domain()).isEmpty()
        ? server.getHost()
        : String.valueOf(trunk.domain());
    try {
      server.setUser(number.replace("#", "%23")); // RFC 3261 section 25.1 knows no # in a user
    } catch (ParseException e) {
      throw Fault.badRequest("not a number: " + number);
    }
    SipRequest.Callee to = dial.to();
    return new SipRequest.Dial(dial.leg(), new SipRequest.Callee(server.toString(),
        "sip:" + caller(trunk, to.caller()) + "@" + domain, account(trunk, to.sip()), callId),
        dial.offer());
  }

  private static String caller(TrunkConfig trunk, String caller) {
    String own = String.valueOf(trunk.caller());
    Matcher user = USER.matcher(caller.strip());
    String given = user.matches() ? user.group(1) : "";
    if (!own.isEmpty() || !given.isEmpty()) {
      return own.isEmpty() ? given : own;
    }
    return trunk.username() == null ? "voxbus" : trunk.username();
  }

  /** What the carrier is owed comes before what the client wants. */
  private static SipOption account(TrunkConfig trunk, @Nullable SipOption given) {
    if (given == null) {
      return new SipOption(trunk.username(), trunk.password(), null, trunk.headers(), null, null,
          null, null);
    }
    Map<String, String> headers = new HashMap<>();
    if (given.headers() != null) {
      headers.putAll(given.headers());
    }
    headers.putAll(Objects.requireNonNull(trunk.headers()));
    boolean own = trunk.username() != null;
    return new SipOption(own ? trunk.username() : given.username(),
        own ? trunk.password() : given.password(), null, headers, given.contact(), null, null,
        null);
  }

  @Override
  public Future<Invitation> after(SipEvent.Refused refusal) {
    return call.after(refusal.code(), refusal.reason()).compose(this::invitation);
  }

  @Override
  public void stays(int code) {
    call.answered(code);
  }

  @Override
  public void over() {
    call.over();
  }

  @Override
  public void goOn() {
    call.goOn();
  }

  @Override
  public long patienceMillis() {
    return patienceMillis;
  }
}
