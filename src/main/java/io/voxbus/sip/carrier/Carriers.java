package io.voxbus.sip.carrier;

import gov.nist.javax.sip.message.SIPResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.sip.route.TrunkConfig;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.Uris;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The carriers that calls of this node go to, each asked once in a while whether it is alive. */
public final class Carriers {
  private static final Logger LOG = LoggerFactory.getLogger(Carriers.class);

  private final CarrierParts parts;
  private final Context home;
  private final Map<String, Trunk> trunks = new LinkedHashMap<>();
  private final List<Long> timers = new ArrayList<>();

  /** On the event loop that they live on. */
  public Carriers(CarrierParts parts, List<TrunkConfig> configs) {
    this.parts = parts;
    home = parts.vertx().getOrCreateContext();
    for (TrunkConfig config : configs) {
      Trunk trunk = new Trunk(config, parts.meters(), parts.line()
          .limit(String.valueOf(config.name()), config.maxCalls(), config.callsPerSecond()),
          parts.limits());
      trunks.put(trunk.name(), trunk);
    }
  }

  /** Asks them from now on; to be called when somebody attends to what they answer. */
  public void begin() {
    trunks.values().forEach(trunk -> {
      long every = Objects.requireNonNull(trunk.config().options()).millis();
      if (every > 0) {
        ask(trunk);
        timers.add(parts.vertx().setPeriodic(every, tick -> ask(trunk)));
      }
    });
    timers.add(parts.vertx().setPeriodic(ClusterLimits.TELL_MILLIS,
        tick -> trunks.values().forEach(Trunk::tellCalls)));
  }

  private void ask(Trunk trunk) {
    Objects.requireNonNull(trunk.config().hosts()).forEach(host -> ask(trunk, host));
  }

  /** A call that is to go through one of these. On the event loop that they live on. */
  public CarrierCall call(List<String> names) {
    List<Trunk> known = names.stream().map(trunks::get).filter(Objects::nonNull).toList();
    if (known.size() < names.size()) {
      LOG.atWarn().addKeyValue("trunks", names).log("the dial plan names a trunk that is none");
    }
    return new CarrierCall(home, new TrunkSearch(known));
  }

  /** A call of another node that goes on at this one, through the carrier of that name; it counts once it goes on. */
  public CarrierCall taken(String name) {
    return new CarrierCall(home, TrunkSearch.over(trunks.get(name)));
  }

  /** Whatever it answers, it is alive; unless it says that it is out of order. */
  private void ask(Trunk trunk, TrunkConfig.Host host) {
    SipURI target = Uris.parse(String.valueOf(host.uri()));
    parts.stack().resolve(target).compose(hops -> options(target, hops))
        .timeout(Objects.requireNonNull(trunk.config().timeout()).millis(), TimeUnit.MILLISECONDS)
        .onComplete(asked -> home.runOnContext(now -> trunk.asked(host, asked.succeeded()
            && asked.result().getStatusCode() != Response.SERVICE_UNAVAILABLE
            && asked.result().getStatusCode() != Response.REQUEST_TIMEOUT,
            System.currentTimeMillis())));
  }

  private Future<SIPResponse> options(SipURI target, List<SipHop> hops) {
    SipHop hop = hops.stream().filter(one -> parts.stack().ports().containsKey(one.transport()))
        .findFirst().orElseThrow(() -> new IllegalArgumentException("no way to " + target));
    SipURI ours = parts.stack().contact(hop.transport());
    try {
      ours.setUser("voxbus");
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
    String callId = UUID.randomUUID().toString();
    Promise<SIPResponse> answer = Promise.promise();
    parts.stack().run(callId, () -> Question.ask(parts.stack(),
        new Draft(Request.OPTIONS, target, ours, null, ours, parts.userAgent()).write(callId, 1,
            UUID.randomUUID().toString(), hop.transport()),
        hop).onComplete(answer));
    return answer.future();
  }

  public void close() {
    timers.forEach(parts.vertx()::cancelTimer);
    timers.clear();
  }
}
