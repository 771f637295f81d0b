package io.voxbus.testing.sip;

import io.voxbus.testing.RtpPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A telephone of the far end: signalling and audio (PCMU) to one node. */
public final class TestPhone implements AutoCloseable {
  private static final String TAG = "far";
  private static final long FRAME_NANOS = 20_000_000;
  /** A port may be that of a phone that is gone; a call is not. */
  private static final AtomicInteger CALLS = new AtomicInteger();

  private final SipPeer sip;
  private final RtpPeer rtp = RtpPeer.open();
  private SipText invite;
  private SipText taken;
  private String placed = "";
  private int number = 100;

  private TestPhone(SipPeer sip) {
    this.sip = sip;
  }

  /** A telephone that knows the node by its SIP port. */
  public static TestPhone of(int port) {
    return new TestPhone(SipPeer.udp(port));
  }

  /** One that talks to the node with this SIP port until another one asks it to. */
  public static TestPhone following(int port) {
    return new TestPhone(SipPeer.following(port));
  }

  /** Waits until it is asked to go on with another node, agrees to it, and gives what it was asked. */
  public SipText goAlong() {
    SipText asked = sip.hear();
    while (!asked.method().equals("INVITE")) {
      asked = sip.hear();
    }
    rtp.to(asked.body());
    sip.send(withSdp(asked.answer(200, "OK", TAG, contact()), rtp.sdp("")));
    awaitAck();
    return asked;
  }

  /** One with a connection to the node's TCP port. */
  public static TestPhone byTcp(int port) {
    return new TestPhone(SipPeer.tcp(port));
  }

  /** Registers as a user, whose password is the same as the name. */
  public TestPhone register(String user) {
    String uri = "sip:voxbus";
    String[] lines = {"To: <sip:" + user + "@voxbus>", "From: <sip:" + user + "@voxbus>;tag=r",
        "Call-ID: reg-" + user + "-" + sip.port(), "CSeq: 1 REGISTER", ""};
    lines[4] = "Expires: 60";
    SipText challenge = sip.send(sip.request("REGISTER", uri, lines)).hearFinal();
    lines[3] = "CSeq: 2 REGISTER";
    lines[4] = Password.prove(challenge, user, user, uri);
    SipText answer = sip.send(sip.request("REGISTER", uri, lines)).hearFinal();
    if (answer.status() != 200) {
      throw new AssertionError(answer);
    }
    return this;
  }

  /** Which call it has, in the words of RFC 3891. */
  public String replaces() {
    return "Replaces: " + taken.header("Call-ID") + ";to-tag=" + taken.parameter("To", "tag")
        + ";from-tag=" + taken.parameter("From", "tag");
  }

  /** Calls as a user. */
  public void callAs(String user, String uri, String... more) {
    String[] lines = {"From: <sip:" + user + "@voxbus>;tag=c" + sip.port(), "To: <" + uri + ">",
        "Call-ID: call-" + user + "-" + sip.port() + "-" + CALLS.incrementAndGet(),
        "CSeq: 1 INVITE"};
    SipText challenge = sip.send(withSdp(sip.request("INVITE", uri, lines), rtp.sdp("")))
        .hearFinal();
    sip.send(sip.request("ACK", uri, lines[0], "To: " + challenge.header("To"), lines[2],
        "CSeq: 1 ACK", "Via: " + challenge.header("Via")));
    List<String> proven = new ArrayList<>(List.of(lines[0], lines[1], lines[2],
        "CSeq: 2 INVITE", Password.prove(challenge, user, user, uri)));
    proven.addAll(List.of(more));
    placed = sip.request("INVITE", uri, proven.toArray(String[]::new));
    sip.send(withSdp(placed, rtp.sdp("")));
  }

  /** Gives its call up. */
  public void giveUp() {
    sip.send(placed.replaceFirst("INVITE", "CANCEL").replace("2 INVITE", "2 CANCEL"));
  }

  public SipPeer sip() {
    return sip;
  }

  public RtpPeer rtp() {
    return rtp;
  }

  public String uri() {
    return "sip:bob@" + sip.address();
  }

  /** Waits until it is called. */
  public SipText awaitInvite() {
    invite = sip.hear();
    rtp.to(invite.body());
    return invite;
  }

  /**
   * Waits until the call that rings is taken back, which is said three times and needs no answer, and comes anew; lets
   * that one ring.
   */
  public SipText awaitAnew() {
    SipText anew = null;
    for (int cancels = 0; cancels < 3 || anew == null;) {
      SipText heard = sip
          .hear("after " + cancels + " times CANCEL, " + (anew == null ? "no" : "one") + " INVITE");
      if (heard.method().equals("CANCEL")) {
        if (!heard.header("Via").equals(invite.header("Via")) && anew == null) {
          throw new AssertionError(heard);
        }
        cancels++;
      } else if (heard.method().equals("INVITE")
          && !heard.header("Call-ID").equals(invite.header("Call-ID"))) {
        anew = heard;
        invite = heard;
        ring();
      }
    }
    rtp.to(invite.body());
    return anew;
  }

  public void ring() {
    sip.send(invite.answer(180, "Ringing", TAG, contact()));
  }

  /** Rings with audio. */
  public void progress() {
    sip.send(withSdp(invite.answer(183, "Session Progress", TAG, contact()), rtp.sdp("")));
  }

  /** Takes the call. */
  public void take() {
    sip.send(withSdp(invite.answer(200, "OK", TAG, contact()), rtp.sdp("")));
    awaitAck();
  }

  public void refuse(int code, String reason, String... more) {
    sip.send(invite.answer(code, reason, TAG, more));
    awaitAck();
  }

  /** On a busy machine the INVITE may come once more. */
  private void awaitAck() {
    String heard = sip.hear().method();
    while (heard.equals("INVITE")) {
      heard = sip.hear().method();
    }
    if (!heard.equals("ACK")) {
      throw new AssertionError(heard + " instead of ACK");
    }
  }

  /** Calls the node. */
  public void call(String... headers) {
    sip.send(withSdp(sip.request("INVITE", "sip:voxbus@127.0.0.1", headers), rtp.sdp("")));
  }

  /** The next answer to its INVITE; an answer with SDP says where to send audio. */
  public SipText answer() {
    SipText answer = sip.hearFinal();
    if (!answer.body().isBlank()) {
      rtp.to(answer.body());
    }
    if (answer.status() == 200) {
      taken = answer;
      sip.send(sip.request("ACK", "sip:voxbus@127.0.0.1", "Call-ID: " + answer.header("Call-ID"),
          "From: " + answer.header("From"), "To: " + answer.header("To"),
          "CSeq: " + answer.header("CSeq").replace("INVITE", "ACK")));
    }
    return answer;
  }

  /** Sends a request in its dialog and gives the answer. */
  public SipText ask(String method, String type, String body, String... more) {
    List<String> headers = new ArrayList<>(List.of(more));
    SipText of = taken == null ? invite : taken;
    headers.add("Call-ID: " + of.header("Call-ID"));
    headers.add("From: " + (taken == null
        ? invite.header("To") + ";tag=" + TAG
        : taken.header("From")));
    headers.add("To: " + (taken == null ? invite.header("From") : taken.header("To")));
    headers.add("CSeq: " + ++number + " " + method);
    String request = sip.request(method, "sip:voxbus@127.0.0.1", headers.toArray(String[]::new));
    sip.send(body.isEmpty() ? request : with(request, type, body));
    SipText answer = sip.hearFinal();
    if (method.equals("INVITE") && answer.status() == 200) {
      headers.removeIf(line -> line.startsWith("CSeq:"));
      headers.add("CSeq: " + number + " ACK");
      sip.send(sip.request("ACK", "sip:voxbus@127.0.0.1", headers.toArray(String[]::new)));
    }
    return answer;
  }

  /** Speaks as somebody does, a packet every 20 ms, until the other has heard it; {@code hz} is a multiple of 50. */
  public void sayUntilHeard(double hz, TestPhone other) {
    AtomicBoolean heard = new AtomicBoolean();
    Thread voice = Thread.ofVirtual().start(() -> {
      while (!heard.get()) {
        rtp.sayTone(hz, 1);
        LockSupport.parkNanos(FRAME_NANOS);
      }
    });
    try {
      other.rtp.awaitTone(hz, 500);
    } finally {
      heard.set(true);
      LockSupport.unpark(voice);
    }
  }

  /** Hangs up. */
  public int bye(String... more) {
    return ask("BYE", "", "", more).status();
  }

  /** Hangs up at another node, of which it has heard nothing; gives what that one answers. */
  public int byeAt(int port) {
    try (SipPeer there = SipPeer.udp(port)) {
      return there.send(there.request("BYE", "sip:voxbus@127.0.0.1",
          "Call-ID: " + invite.header("Call-ID"), "From: " + invite.header("To") + ";tag=" + TAG,
          "To: " + invite.header("From"), "CSeq: " + ++number + " BYE")).hearFinal().status();
    }
  }

  /** The next request in the call, answered with 200. */
  public SipText agree() {
    SipText request = sip.hear();
    sip.send(request.answer(200, "OK", TAG, contact()));
    return request;
  }

  private String contact() {
    return "Contact: <sip:bob@" + sip.address() + ">";
  }

  private static String withSdp(String message, String sdp) {
    return with(message, "application/sdp", sdp.replace("\n", "\r\n"));
  }

  private static String with(String message, String type, String body) {
    return message.replace("Content-Length: 0\r\n\r\n",
        "Content-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  @Override
  public void close() {
    sip.close();
    rtp.close();
  }
}
