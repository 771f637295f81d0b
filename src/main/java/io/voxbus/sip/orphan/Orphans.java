package io.voxbus.sip.orphan;

import gov.nist.javax.sip.header.RetryAfter;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.bus.Bus;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Orphan;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SipWaiting;
import io.voxbus.sip.line.Party;
import io.voxbus.sip.stack.Admission;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.Doorkeeper;
import io.voxbus.sip.stack.SipCounts;
import io.voxbus.sip.stack.SipStack;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sip.Dialog;
import javax.sip.InvalidArgumentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests in dialogs that this node does not have, between the stack and the other nodes. On the context of its host. */
public final class Orphans {
  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
  private static final Duration PATIENCE = Duration.ofMillis(OrphanRules.HOLD_MILLIS);

  private static final long LOOK_MILLIS = 1_000;
  private static final long DOUBT_MILLIS = 2_000;
  private static final long AGAIN_MILLIS = 250;

  private final Bus bus;
  private final SipStack stack;
  private final Ground ground;
  private final Context context;
  private final OrphanRules rules = new OrphanRules();
  private final Map<String, Promise<Admission>> open = new HashMap<>();
  private final Map<String, SIPRequest> requests = new HashMap<>();
  private long timer = -1;

  /**
   * What it knows of the cluster.
   *
   * @param nodes ids of all that there are
   */
  public record Ground(CallDirectory calls, Supplier<List<String>> nodes, SipCounts counts) {}

  /** @param context of the host */
  public Orphans(Bus bus, SipStack stack, Ground ground, Context context) {
    this.bus = bus;
    this.stack = stack;
    this.ground = ground;
    this.context = context;
    if (ground.calls.keeps()) {
      bus.receive(Addresses.lostNodes(), this::lost);
      bus.vertx().setPeriodic(LOOK_MILLIS, due -> on(seen()));
    }
  }

  /** The door, which asks here for what is no business of its own. */
  public Doorkeeper behind(Doorkeeper door) {
    return new Doorkeeper() {
      @Override
      public Future<Admission> ask(SIPRequest request) {
        return door.ask(request);
      }

      @Override
      public Future<Admission> askAgain(SIPRequest request, Caller farEnd) {
        return door.askAgain(request, farEnd);
      }

      @Override
      public Future<Admission> askOrphan(SIPRequest request) {
        return await(request);
      }
    };
  }

  /** On the event loop of its Call-ID. A node that is alone has nobody to ask. */
  private Future<Admission> await(SIPRequest request) {
    if (!ground.calls.keeps() || request.getFromTag() == null) {
      return Future.succeededFuture(new Admission.Again());
    }
    Orphan orphan = new Orphan(request.getTransactionId(), request.getCallId().getCallId(),
        Objects.requireNonNullElse(request.getToTag(), ""), request.getFromTag(),
        request.getMethod(),
        SipStack.source(request).address().getHostAddress(), reason(request));
    Promise<Admission> settled = Promise.promise();
    context.runOnContext(go -> came(orphan, request, settled));
    return settled.future();
  }

  private static @Nullable String reason(SIPRequest request) {
    String header = request.getHeader("Reason") == null
        ? ""
        : request.getHeader("Reason").toString();
    return header.isEmpty() ? null : header.substring(header.indexOf(':') + 1).strip();
  }

  private void came(Orphan orphan, SIPRequest request, Promise<Admission> settled) {
    if (open.containsKey(orphan.id())) {
      settled.complete(new Admission.Drop("repeated"));
      return;
    }
    open.put(orphan.id(), settled);
    requests.put(orphan.id(), request);
    on(seen());
    on(new OrphanSignal.Came(orphan));
  }

  private OrphanSignal.Seen seen() {
    Set<String> others = new HashSet<>(ground.nodes.get());
    others.remove(bus.nodeId());
    return new OrphanSignal.Seen(others);
  }

  /** Another node has got a request whose dialog may be here, or is to come. */
  public Future<SipRequest.Found> sought(SipRequest.Seek seek) {
    return take(seek.orphan()).onSuccess(found -> {
      if (!found.here()) {
        on(new OrphanSignal.Sought(seek.orphan(), seek.node()));
      }
    });
  }

  /** A node that was asked goes on with a dialog now. */
  public Future<CallReply.Done> placed(SipRequest.Placed placed) {
    on(new OrphanSignal.Placed(placed.id()));
    return Future.succeededFuture(new CallReply.Done());
  }

  /** A call of another node that is not answered goes on here. On any thread. */
  public void heard(SipWaiting call) {
    context.runOnContext(go -> on(new OrphanSignal.Heard(call)));
  }

  /** A dialog of another node goes on here. On any thread. */
  public void arrived(SipDialog dialog) {
    context.runOnContext(go -> on(new OrphanSignal.Arrived(dialog)));
  }

  /** What still waits is looked at by the next version, when it comes again. */
  public void stop() {
    List.copyOf(open.keySet())
        .forEach(id -> settle(id, OrphanEffect.Verdict.AGAIN));
  }

  private Future<SipRequest.Found> take(Orphan orphan) {
    Optional<Dialog> dialog = orphan.cancels()
        ? stack.invited(orphan.cancelled())
        : stack.dialog(orphan.callId(), orphan.localTag(), orphan.remoteTag());
    if (dialog.isEmpty() || !(dialog.get().getApplicationData() instanceof Party party)
        || party.isOver()) {
      return Future.succeededFuture(new SipRequest.Found(false));
    }
    return orphan.ends()
        ? end(orphan, party, dialog.get()).map(SipRequest.Found::new)
        : Future.succeededFuture(new SipRequest.Found(true));
  }

  private Future<Boolean> end(Orphan bye, Party party, Dialog dialog) {
    Future<Boolean> ended = party.hungUp(bye).onSuccess(yes -> {
      if (yes && !bye.cancels()) { // the refusal of an INVITE is repeated until it is acknowledged
        stack.run(bye.callId(), dialog::delete);
      }
    });
    return Future.fromCompletionStage(ended.toCompletionStage(), context);
  }

  /** It may take a while to find out whether it had telephone calls. */
  private void lost(String node) {
    on(new OrphanSignal.Lost(node, true));
    ground.calls.heard().onSuccess(all -> {
      if (all.stream().noneMatch(entry -> isOf(node, entry))) {
        on(new OrphanSignal.Lost(node, false));
      }
    });
  }

  /** Its calls may have been taken over already. */
  private static boolean isOf(String lost, CallEntry entry) {
    return entry.type() == CallType.SIP && (entry.node().equals(lost) || entry.epoch() > 1);
  }

  private void on(OrphanSignal signal) {
    rules.on(signal, now()).forEach(this::carryOut);
    bus.vertx().cancelTimer(timer);
    long next = rules.nextMillis();
    if (next != Long.MAX_VALUE) {
      long wait = Math.max(1, next - now());
      timer = bus.vertx().setTimer(wait, due -> on(new OrphanSignal.Tick()));
    }
  }

  /** Of a clock that does not jump. */
  private static long now() {
    return System.nanoTime() / 1_000_000;
  }

  private void carryOut(OrphanEffect effect) {
    switch (effect) {
      case OrphanEffect.Ask(Orphan orphan, Set<String> nodes) ->
        nodes.forEach(node -> ask(orphan, node, now() + DOUBT_MILLIS));
      case OrphanEffect.Settle(String id, OrphanEffect.Verdict verdict) -> settle(id, verdict);
      case OrphanEffect.GiveUp(Orphan orphan, Set<String> silent, Set<String> lost) ->
        LOG.atInfo().addKeyValue("method", orphan.method()).addKeyValue("silent", silent)
            .addKeyValue("lost", lost).log("no node has come by its dialog");
      case OrphanEffect.Take(Orphan orphan, String node) -> take(orphan).onSuccess(found -> {
        if (found.here()) {
          bus.send(Addresses.sipOf(node), new SipRequest.Placed(orphan.id()));
        }
      });
    }
  }

  /**
   * A node that can't be asked for a while has no telephone, or ends: that it is lost is told soon. One that can't be
   * asked once may go on with the dialog all the same, while the cluster sees to a loss.
   */
  private void ask(Orphan orphan, String node, long untilMillis) {
    Consumer<Boolean> said = here -> on(new OrphanSignal.Said(orphan.id(), node, here));
    bus.askFor(Addresses.sipOf(node), new SipRequest.Seek(orphan, bus.nodeId()),
        SipRequest.Found.class, PATIENCE)
        .onSuccess(found -> said.accept(found.here()))
        .onFailure(failure -> bus.vertx().setTimer(AGAIN_MILLIS, due -> {
          if (open.containsKey(orphan.id()) && now() < untilMillis) {
            ask(orphan, node, untilMillis);
          } else {
            said.accept(false);
          }
        }));
  }

  private void settle(String id, OrphanEffect.Verdict verdict) {
    Promise<Admission> settled = open.remove(id);
    SIPRequest request = requests.remove(id);
    if (settled == null || request == null) {
      return;
    }
    if (verdict == OrphanEffect.Verdict.AGAIN) {
      settled.complete(new Admission.Again());
    } else {
      ground.counts.count("orphan_" + verdict.name().toLowerCase(Locale.ROOT));
      LOG.atInfo().addKeyValue("method", request.getMethod())
          .addKeyValue("status", verdict.status()).log("its dialog is another node's");
      settled.complete(new Admission.Answer(answer(request, verdict.status())));
    }
  }

  private static SIPResponse answer(SIPRequest request, int status) {
    SIPResponse response = request.createResponse(status);
    if (status == 503) {
      try {
        RetryAfter later = new RetryAfter();
        later.setRetryAfter(1);
        response.setHeader(later);
      } catch (InvalidArgumentException e) {
        throw new IllegalStateException(e);
      }
    }
    return response;
  }
}
