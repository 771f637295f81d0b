package io.voxbus.testing.sip;

import io.voxbus.testing.RtpPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A telephone of the far end: signalling and audio (PCMU) to one node, by UDP. */
public final class TestPhone implements AutoCloseable {
  private static final String TAG = "far";
  private static final long FRAME_NANOS = 20_000_000;

  private final SipPeer sip;
  private final RtpPeer rtp = RtpPeer.open();
  private SipText invite;
  private SipText taken;
  private int number = 100;

  private TestPhone(int port) {
    sip = SipPeer.udp(port);
  }

  /** A telephone that knows the node by its SIP port. */
  public static TestPhone of(int port) {
    return new TestPhone(port);
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
    if (!sip.hear().method().equals("ACK")) {
      throw new AssertionError("no ACK");
    }
  }

  public void refuse(int code, String reason, String... more) {
    sip.send(invite.answer(code, reason, TAG, more));
    if (!sip.hear().method().equals("ACK")) {
      throw new AssertionError("no ACK");
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
          "From: " + answer.header("From"), "To: " + answer.header("To"), "CSeq: 1 ACK"));
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
