package io.voxbus.sip;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sip.ServerTransaction;
import javax.sip.header.CSeqHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/** What is asked in a dialog, by both sides, and what was answered. */
final class Exchanges {
  private final Map<Long, ServerTransaction> asked = new HashMap<>();
  /** Our last request of each method, and the last response to one of ours. */
  private final Map<String, Request> sent = new HashMap<>();
  private final Map<String, Response> replies = new HashMap<>();

  void asked(ServerTransaction transaction) {
    asked.put(Received.ref(transaction.getRequest()), transaction);
  }

  /** What is answered with this; null: that has its final answer. */
  @Nullable
  ServerTransaction answered(long ref, int code) {
    return code < 200 ? asked.get(ref) : asked.remove(ref);
  }

  void sent(Request request) {
    sent.put(request.getMethod(), request);
  }

  /** Our last one of that method. */
  @Nullable
  Request lastSent(String method) {
    return sent.get(method);
  }

  Request invite() {
    return Objects.requireNonNull(sent.get(Request.INVITE));
  }

  void replied(Response response) {
    replies.put(method(response), response);
  }

  @Nullable
  Response reply(String method) {
    return replies.get(method);
  }

  Response replyToInvite() {
    return Objects.requireNonNull(replies.get(Request.INVITE));
  }

  static String method(Response response) {
    return ((CSeqHeader) response.getHeader(CSeqHeader.NAME)).getMethod();
  }

  /** Whether nobody waits for an answer. */
  boolean isOver() {
    return asked.isEmpty() && sent.values().stream().allMatch(this::isAnswered);
  }

  private boolean isAnswered(Request request) {
    Response reply = replies.get(request.getMethod());
    return reply != null && reply.getStatusCode() >= 200
        && Received.number(reply) == Received.number(request);
  }
}
