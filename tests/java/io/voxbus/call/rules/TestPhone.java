package io.voxbus.call.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A telephone call {@code s1} on node {@code n1} between alice and bob that tests drive. */
final class TestPhone {
  static final String ID = "s1";
  static final String ALICE = "sip:alice@a.test";
  static final String BOB = "sip:bob@b.test";
  static final String OURS = "v=0 ours";
  static final String THEIRS = "v=0 theirs";
  static final long START = 1_000;
  static final CallOption OPTION = CallOption.NONE.between(ALICE, BOB, null);
  private static final Event.Party FROM = new Event.Party("alice", "a.test", ALICE);
  private static final Event.Party TO = new Event.Party("bob", "b.test", BOB);

  final CallMachine machine;
  final List<Effect> begun;

  private TestPhone(CallOption option, CallSetup.@Nullable Incoming incoming, CallRules rules) {
    machine = new CallMachine(new CallSetup(ID, CallType.SIP, option, "server-side-track", null,
        false, incoming), rules, "n1");
    begun = machine.start(START);
  }

  /** We call, nothing has happened yet. */
  static TestPhone placed() {
    return new TestPhone(OPTION, null, CallRules.defaults());
  }

  static TestPhone placed(CallOption option, CallRules rules) {
    return new TestPhone(option, null, rules);
  }

  /** Our INVITE is on its way. */
  static TestPhone dialled() {
    TestPhone call = placed();
    call.at(START, new Signal.MediaOpened(OURS));
    return call;
  }

  /** The far end has taken our call at 2 s. */
  static TestPhone talking() {
    TestPhone call = dialled();
    call.answer();
    return call;
  }

  static TestPhone talking(CallRules rules) {
    TestPhone call = placed(OPTION, rules);
    call.at(START, new Signal.MediaOpened(OURS));
    call.answer();
    return call;
  }

  private void answer() {
    at(2_000, new SipEvent.Answered(THEIRS));
    at(2_000, agreed());
  }

  /** We are called, nobody has come to take it. */
  static TestPhone called(@Nullable String offer) {
    return routed(offer, new Route.ToWebhook(""));
  }

  /** We are called, and the dial plan says where the call goes. */
  static TestPhone routed(@Nullable String offer, Route... routes) {
    return new TestPhone(OPTION.between(ALICE, BOB, offer),
        new CallSetup.Incoming(offer, Map.of("X-A", "1"), List.of(routes)), CallRules.defaults());
  }

  /** A call of ours, on node {@code n2}, from what was kept of it. */
  static CallMachine restored(CallMachine call) {
    try {
      return CallMachine.restored(
          new CallSetup(ID, CallType.SIP, OPTION, "server-side-track", null, false),
          CallRules.defaults(), "n2",
          Json.mapper().readValue(Json.text(call.state()), MachineState.class));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  List<Effect> at(long now, Signal signal) {
    return machine.on(signal, now);
  }

  List<Effect> at(long now, Command command) {
    return at(now, new Signal.Commanded(command));
  }

  List<Effect> at(long now, SipEvent event) {
    return at(now, new Signal.FromSip(ID, event));
  }

  List<Effect> at(long now, MediaEvent event) {
    return at(now, new Signal.FromMedia(event));
  }

  /** Lets the time pass until the call wants something. */
  List<Effect> tick() {
    return at(machine.nextMillis(), new Signal.Tick());
  }

  /** The media is closed: the last effects of the call. */
  List<Effect> close(long now) {
    return at(now, new MediaEvent.Closed(0, null));
  }

  static Signal agreed() {
    return new Signal.MediaGave(new MediaRequest.Answered(ID, THEIRS), "");
  }

  static Effect opens(CallOption option, @Nullable String offer) {
    return new Effect.OpenMedia(option, new Carrier.Rtp(offer, Carrier.Srtp.OFF));
  }

  static Effect sip(SipRequest request) {
    return new Effect.ToSip(ID, request);
  }

  static Effect ends(int code) {
    return sip(new SipRequest.End(code, "", Map.of()));
  }

  static Effect closes() {
    return new Effect.ToMedia(new MediaRequest.Close());
  }

  static Effect asks(MediaRequest request) {
    return new Effect.AskMedia(request);
  }

  static Effect emit(Event event) {
    return new Effect.Emit(event);
  }

  static Effect error(long now, String sender, String error, int code) {
    return emit(new Event.Error(ID, now, sender, error, code));
  }

  /** What is told when the call is answered. */
  static List<Effect> answered(long now, String sdp) {
    return List.of(new Effect.Answered(), emit(new Event.Answer(ID, now, sdp, null, "n1")),
        emit(new Event.TrackStart(ID, now, null, null)));
  }

  /** The end of a call that was not answered. */
  static List<Effect> hangup(long now, String reason, String initiator, @Nullable Long rang) {
    return List.of(emit(new Event.Hangup(ID, now, reason, initiator, time(START), time(now), null,
        rang == null ? null : time(rang), FROM, TO, null, null)),
        new Effect.Finish(reason, initiator));
  }

  static List<Effect> all(List<Effect> first, List<Effect> second) {
    List<Effect> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
