package io.voxbus.sip.carrier;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.voxbus.sip.auth.Challenge;
import io.voxbus.sip.auth.Prover;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.ListIterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/** Proves an account, again and again: with the nonce that is known as long as that will do. */
final class AccountProof {
  private final CarrierAccount account;
  private @Nullable Prover prover;
  private boolean proxy;
  private boolean challenged;

  AccountProof(CarrierAccount account) {
    this.account = account;
  }

  /** A new attempt: a challenge that comes now says nothing of the password yet. */
  void begin() {
    challenged = false;
  }

  void accepted() {
    if (prover != null) {
      prover.accepted();
    }
  }

  /** With the nonce that was good last time, if there is one. */
  void further(SIPRequest request) {
    Optional.ofNullable(prover).flatMap(known -> known.further(claim(request)))
        .ifPresent(value -> add(request, value));
  }

  /** Whether the challenge could be answered. */
  boolean prove(SIPRequest request, SIPResponse challenge) {
    if (account.password() == null) {
      return false;
    }
    proxy = challenge.getStatusCode() == Response.PROXY_AUTHENTICATION_REQUIRED;
    Prover asked = challenged && prover != null
        ? prover
        : new Prover(account.proofName(), account.password(), () -> UUID.randomUUID().toString());
    prover = asked;
    challenged = true;
    Optional<String> value = asked.answer(
        values(challenge, proxy ? "Proxy-Authenticate" : "WWW-Authenticate").stream()
            .filter(this::isForUs).toList(),
        claim(request));
    value.ifPresent(proof -> add(request, proof));
    return value.isPresent();
  }

  private boolean isForUs(String challenge) {
    return account.realm() == null
        || Challenge.parse(challenge).filter(one -> one.realm().equals(account.realm()))
            .isPresent();
  }

  private void add(SIPRequest request, String proof) {
    try {
      request.setHeader(
          Draft.HEADERS.createHeader(proxy ? "Proxy-Authorization" : "Authorization", proof));
    } catch (ParseException e) {
      throw new IllegalStateException("a proof of " + account + " can't be written", e);
    }
  }

  private static Prover.Claim claim(SIPRequest request) {
    return new Prover.Claim(request.getMethod(), request.getRequestURI().toString(), "");
  }

  static boolean isStale(SIPResponse response) {
    return List.of("WWW-Authenticate", "Proxy-Authenticate").stream()
        .flatMap(name -> values(response, name).stream()).map(Challenge::parse)
        .flatMap(Optional::stream).anyMatch(Challenge::stale);
  }

  /** The number that a header begins with; 0: there is none. */
  static long number(SIPMessage message, String header) {
    List<String> all = values(message, header);
    String digits = all.isEmpty() ? "" : all.getFirst().replaceAll("\\D.*", "");
    return digits.isEmpty() || digits.length() > 9 ? 0 : Long.parseLong(digits);
  }

  /** Of a header that may come several times. */
  static List<String> values(SIPMessage message, String name) {
    List<String> values = new ArrayList<>();
    for (ListIterator<?> all = message.getHeaders(name); all.hasNext();) {
      String header = String.valueOf(all.next()).strip();
      values.add(header.substring(header.indexOf(':') + 1).strip());
    }
    return values;
  }
}
