package io.voxbus.sip.door;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.sip.auth.Algorithm;
import io.voxbus.sip.auth.AuthConfig;
import io.voxbus.sip.auth.Challenge;
import io.voxbus.sip.auth.Credentials;
import io.voxbus.sip.auth.Nonces;
import io.voxbus.sip.guard.SourceGuard;
import io.voxbus.sip.stack.Admission;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.Doorkeeper;
import io.voxbus.sip.stack.SipCounts;
import io.voxbus.sip.stack.SipStack;
import io.voxbus.sip.users.Account;
import io.voxbus.sip.users.Users;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Optional;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets carriers in by their address and users by their password. Everything is answered before there is a transaction;
 * a wrong password and an unknown user get the same answer, after the same work.
 */
public final class Door implements Doorkeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final int SECRET_BYTES = 32;
  private static final Account NOBODY = new Account("nobody", "", null, null);

  private final AuthConfig config;
  private final Means means;
  private final boolean strangers;
  private final Nonces nonces;

  /** What the door asks. */
  public record Means(Users users, TrunkSource trunks, SourceGuard guard, SipCounts counts) {}

  /** @param strangers whether calls of people nobody knows are taken */
  public Door(AuthConfig config, Means means, boolean strangers) {
    this.config = config;
    this.means = means;
    this.strangers = strangers;
    SecureRandom random = new SecureRandom();
    nonces = new Nonces(secret(config, random), Objects.requireNonNull(config.nonceLife()).millis(),
        random);
  }

  @Override
  public Future<Admission> ask(SIPRequest request) {
    Optional<String> trunk = trunk(request);
    if (trunk.isPresent()) {
      return pass(new Caller.Trunk(trunk.get()));
    }
    boolean register = request.getMethod().equals(Request.REGISTER);
    Optional<Credentials> given = credentials(request);
    if (given.isEmpty()) {
      boolean free = !register && (strangers || request.getMethod().equals(Request.OPTIONS));
      return free ? pass(new Caller.Stranger()) : Future.succeededFuture(challenge(request, false));
    }
    return prove(request, given.get());
  }

  /** The addresses of its carrier will do, or the password of its user; nobody can show that he is a stranger. */
  @Override
  public Future<Admission> askAgain(SIPRequest request, Caller farEnd) {
    return switch (farEnd) {
      case Caller.Trunk trunk -> trunk(request).filter(trunk.name()::equals).isPresent()
          ? pass(trunk)
          : Future.succeededFuture(unknown(request));
      case Caller.User user -> credentials(request)
          .map(given -> given.user().equals(user.name())
              ? prove(request, given)
              : Future.succeededFuture(unknown(request)))
          .orElseGet(() -> Future.succeededFuture(challenge(request, false)));
      case Caller.Stranger stranger -> Future.succeededFuture(unknown(request));
    };
  }

  private static Admission unknown(SIPRequest request) {
    return new Admission.Answer(
        request.createResponse(Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST));
  }

  private Optional<String> trunk(SIPRequest request) {
    return request.getRequestURI() instanceof SipURI target
        ? means.trunks().trunk(SipStack.source(request), target)
        : Optional.empty();
  }

  private static Future<Admission> pass(Caller caller) {
    return Future.succeededFuture(new Admission.Pass(caller));
  }

  /** Those for our realm; a request may carry some for others, too. */
  private Optional<Credentials> credentials(SIPRequest request) {
    for (String name : List.of("Authorization", "Proxy-Authorization")) {
      for (ListIterator<?> all = request.getHeaders(name); all.hasNext();) {
        String header = String.valueOf(all.next());
        Optional<Credentials> one = Credentials
            .parse(header.substring(header.indexOf(':') + 1).strip())
            .filter(found -> found.realm().equals(config.realm()));
        if (one.isPresent()) {
          return one;
        }
      }
    }
    return Optional.empty();
  }

  private Future<Admission> prove(SIPRequest request, Credentials given) {
    long now = System.currentTimeMillis();
    if (nonces.check(given.nonce(), now) != Nonces.Worth.GOOD
        || !config.known().contains(given.algorithm())) {
      boolean stale = nonces.check(given.nonce(), now) == Nonces.Worth.STALE;
      return Future.succeededFuture(challenge(request, stale));
    }
    return here(means.users().find(given.user()))
        .map(account -> decide(request, given, account))
        .recover(failure -> {
          means.counts().count("users_failed");
          LOG.atWarn().setCause(failure).log("users can't be asked");
          return Future.succeededFuture(new Admission.Answer(
              request.createResponse(Response.SERVICE_UNAVAILABLE, "Users Can't Be Asked")));
        });
  }

  /** On this event loop: deciding and entering are one step, so that no copy of a request comes between them. */
  private static <T> Future<T> here(Future<T> answer) {
    Context loop = Vertx.currentContext();
    return answer.isComplete() || loop == null
        ? answer
        : Future.fromCompletionStage(answer.toCompletionStage(), loop);
  }

  private Admission decide(SIPRequest request, Credentials given, Optional<Account> account) {
    long now = System.currentTimeMillis();
    Optional<String> known = account
        .flatMap(one -> one.ha1(given.algorithm(), String.valueOf(config.realm())));
    String ha1 = known.orElseGet(() -> String.valueOf(
        NOBODY.ha1(given.algorithm(), String.valueOf(config.realm())).orElse("")));
    boolean proven = given.proves(ha1, request.getMethod(), body(request));
    if (!proven || known.isEmpty()) {
      means.guard().failed(SipStack.source(request).address(), now);
      means.counts().count("wrong_password");
      return new Admission.Answer(tagged(request.createResponse(Response.FORBIDDEN)));
    }
    if (!nonces.use(given.nonce(), given.count(), now)) {
      means.counts().count("replayed");
      return challenge(request, true);
    }
    return new Admission.Pass(new Caller.User(given.user()));
  }

  private static String body(SIPRequest request) {
    byte[] body = request.getRawContent();
    return body == null ? "" : new String(body, StandardCharsets.UTF_8);
  }

  /** A registrar asks as a server, all else as a proxy (RFC 3261 section 22). */
  private Admission challenge(SIPRequest request, boolean stale) {
    boolean register = request.getMethod().equals(Request.REGISTER);
    means.counts().count("challenged");
    SIPResponse response = tagged(request.createResponse(
        register ? Response.UNAUTHORIZED : Response.PROXY_AUTHENTICATION_REQUIRED));
    for (Algorithm algorithm : config.known()) {
      Challenge challenge = new Challenge(String.valueOf(config.realm()),
          nonces.next(System.currentTimeMillis()), algorithm, List.of("auth"), stale, null);
      response.addHeader(header(register ? "WWW-Authenticate" : "Proxy-Authenticate", challenge));
    }
    return new Admission.Answer(response);
  }

  private static SIPHeader header(String name, Challenge challenge) {
    try {
      return StringMsgParser.parseSIPHeader(name + ": " + challenge.write());
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SIPResponse tagged(SIPResponse response) {
    if (response.getToTag() != null) {
      return response;
    }
    response.setToTag(Integer.toHexString(response.getCallId().getCallId().hashCode()));
    return response;
  }

  private static byte[] secret(AuthConfig config, SecureRandom random) {
    String shared = String.valueOf(config.secret());
    if (!shared.isEmpty()) {
      return shared.getBytes(StandardCharsets.UTF_8);
    }
    byte[] own = new byte[SECRET_BYTES];
    random.nextBytes(own);
    return own;
  }
}
