package io.voxbus.sip;

import io.voxbus.protocol.api.SipOption;
import io.voxbus.sip.auth.Prover;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/** Proves the account of a call to those who ask for it, once for each method (RFC 3261 section 22). */
final class Proofs {
  private final @Nullable SipOption account;
  private final Map<String, Prover> provers = new HashMap<>();

  Proofs(@Nullable SipOption account) {
    this.account = account;
  }

  /** Whether the request can be sent again: with what the challenge wants. */
  boolean prove(Request request, Response challenge) throws Exception {
    if (account == null || account.username() == null) {
      return false;
    }
    boolean proxy = challenge.getStatusCode() == Response.PROXY_AUTHENTICATION_REQUIRED;
    Prover prover = provers.computeIfAbsent(request.getMethod() + proxy,
        method -> new Prover(String.valueOf(account.username()),
            account.password() == null ? "" : account.password(), Tags::random));
    Optional<String> proof = prover.answer(
        challenges(challenge, proxy ? "Proxy-Authenticate" : "WWW-Authenticate"),
        new Prover.Claim(request.getMethod(), request.getRequestURI().toString(),
            request.getRawContent() == null
                ? ""
                : new String(request.getRawContent(), StandardCharsets.UTF_8)));
    if (proof.isEmpty()) {
      return false;
    }
    request.setHeader(Words.HEADERS
        .createHeader(proxy ? "Proxy-Authorization" : "Authorization", proof.get()));
    return true;
  }

  void copy(Request from, Request to) {
    for (String name : new String[]{"Proxy-Authorization", "Authorization"}) {
      if (from.getHeader(name) != null) {
        to.setHeader(from.getHeader(name));
      }
    }
  }

  private static List<String> challenges(Response response, String name) {
    List<String> values = new ArrayList<>();
    for (Iterator<?> all = response.getHeaders(name); all.hasNext();) {
      String line = String.valueOf(all.next()).strip();
      values.add(line.substring(line.indexOf(':') + 1).strip());
    }
    return values;
  }
}
