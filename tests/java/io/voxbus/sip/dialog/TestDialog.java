package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A dialog that tests drive: what happens and when go in, what is sent and told comes out. */
final class TestDialog {
  static final long START = 1_000;
  static final SipTimes TIMES = SipTimes.DEFAULTS;
  static final String OURS = "v=0 ours";
  static final String THEIRS = "v=0 theirs";

  final SipMachine machine;

  private TestDialog(SipMachine machine) {
    this.machine = machine;
  }

  /** Our INVITE has been sent at {@link #START}. */
  static TestDialog calling() {
    return new TestDialog(SipMachine.calling(TIMES, OURS, START));
  }

  /** It was answered at once. */
  static TestDialog talking(String... headers) {
    TestDialog dialog = calling();
    dialog.at(START, reply("INVITE", 200, THEIRS, headers));
    return dialog;
  }

  /** An INVITE numbered 1 has come at {@link #START}. */
  static TestDialog called(String sdp, String... headers) {
    return new TestDialog(
        SipMachine.called(TIMES, came(1, "INVITE", Body.sdp(sdp), headers), START));
  }

  /** One that was taken and acknowledged at once. */
  static TestDialog taken(String... headers) {
    TestDialog dialog = called(THEIRS, headers);
    dialog.at(START, new SipRequest.Accept(OURS));
    dialog.at(START, new SipSignal.Acked(Body.NONE));
    return dialog;
  }

  /** One that has been going on, on another node. */
  static TestDialog resumed(SipDialog.Session session) {
    return new TestDialog(SipMachine.resumed(TIMES, session, START));
  }

  List<SipEffect> at(long now, SipSignal signal) {
    return machine.on(signal, now);
  }

  List<SipEffect> at(long now, SipRequest request) {
    return at(now, new SipSignal.Wanted(request));
  }

  /** Lets the time pass until the dialog wants something, and gives it its tick. */
  List<SipEffect> tick() {
    return at(machine.nextMillis(), new SipSignal.Tick());
  }

  static SipSignal.Replied reply(String method, int code, String sdp, String... headers) {
    return new SipSignal.Replied(method, code, "r" + code,
        sdp.isEmpty() ? Body.NONE : Body.sdp(sdp), headers(headers));
  }

  static SipSignal.Replied reply(String method, int code) {
    return reply(method, code, "");
  }

  static SipSignal.Came came(long ref, String method, Body body, String... headers) {
    return new SipSignal.Came(ref, method, body, headers(headers));
  }

  static SipSignal.Came came(long ref, String method, String... headers) {
    return came(ref, method, Body.NONE, headers);
  }

  static SipRequest.End end() {
    return new SipRequest.End(603, "Decline", Map.of());
  }

  static SipEffect tell(SipEvent event) {
    return new SipEffect.Tell(event);
  }

  static SipEffect send(String method) {
    return new SipEffect.Send(method, Body.NONE, Map.of());
  }

  static SipEffect invites(String sdp) {
    return new SipEffect.Send("INVITE", Body.sdp(sdp), Map.of());
  }

  static SipEffect answer(long ref, int code, String reason, String... headers) {
    return new SipEffect.Answer(ref, code, reason, Body.NONE, headers(headers));
  }

  static SipEffect answerWith(long ref, int code, String reason, String sdp, String... headers) {
    return new SipEffect.Answer(ref, code, reason, Body.sdp(sdp), headers(headers));
  }

  static Map<String, String> headers(String... pairs) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.put(pairs[i], pairs[i + 1]);
    }
    return headers;
  }
}
