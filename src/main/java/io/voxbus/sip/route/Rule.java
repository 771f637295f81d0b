package io.voxbus.sip.route;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.Route;
import io.voxbus.sip.stack.Caller;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rule of the dial plan: what was dialled, by whom, and where that goes. It names at most one of number, prefix and
 * regex, none stands for everything; and exactly one target.
 *
 * @param callers who may; not given: users only when it leads to a carrier, else everybody
 * @param trunks  carriers in their order
 * @param ring    how long it rings at phones or at a carrier until the next rule has its turn; not given: 30 s
 * @param send    number that is sent: {@code $0} is what was dialled, {@code $rest} what follows the prefix, {@code $1} the first group of the expression
 */
public record Rule(@Nullable String name, @Nullable String number, @Nullable String prefix,
    @Nullable String regex, @Nullable Set<Kind> callers, @Nullable String user,
    @Nullable List<String> trunks, @Nullable String webhook, @Nullable String playback,
    @Nullable Integer reject, @Nullable String reason, @Nullable String send,
    @Nullable Seconds ring) {
  private static final Pattern VARIABLE = Pattern.compile("\\$(rest|[0-9])");
  private static final Set<Kind> EVERYBODY = Set.of(Kind.values());

  /** Whom a rule may be for. */
  public enum Kind {
    @JsonProperty("users")
    USERS, @JsonProperty("trunks")
    TRUNKS, @JsonProperty("strangers")
    STRANGERS;

    static Kind of(Caller caller) {
      return switch (caller) {
        case Caller.User user -> USERS;
        case Caller.Trunk trunk -> TRUNKS;
        case Caller.Stranger stranger -> STRANGERS;
      };
    }
  }

  public Rule {
    name = name == null ? "" : name;
    long matches = Stream.of(number, prefix, regex).filter(Objects::nonNull).count();
    long targets = Stream.of(user, trunks, webhook, playback, reject).filter(Objects::nonNull)
        .count();
    if (matches > 1) {
      throw new IllegalArgumentException(
          "rule " + name + ": only one of number, prefix and regex");
    }
    if (targets != 1) {
      throw new IllegalArgumentException(
          "rule " + name + ": one of user, trunks, webhook, playback and reject");
    }
    if (reject != null && (reject < 400 || reject > 699)) {
      throw new IllegalArgumentException("rule " + name + ": rejects with 400 to 699");
    }
    if (ring != null && (ring.millis() < 1000 || (user == null && trunks == null))) {
      throw new IllegalArgumentException(
          "rule " + name + ": ring is for user and trunks, a second at least");
    }
    if (regex != null) {
      Pattern.compile(regex);
    }
    callers = callers != null
        ? Set.copyOf(callers)
        : trunks != null ? Set.of(Kind.USERS) : EVERYBODY;
    trunks = trunks == null ? null : List.copyOf(trunks);
    send = send == null ? "$0" : send;
  }

  /** The rule made ready for many calls. */
  Compiled compile() {
    return new Compiled(this, Pattern.compile(expression()));
  }

  private String expression() {
    if (number != null) {
      return Pattern.quote(number);
    }
    return prefix != null
        ? Pattern.quote(prefix) + "(.*)"
        : regex == null ? ".*" : regex;
  }

  /** A rule with its expression. */
  record Compiled(Rule rule, Pattern pattern) {
    boolean fits(String dialled) {
      return pattern.matcher(dialled).matches();
    }

    boolean isFor(Caller caller) {
      return Objects.requireNonNull(rule.callers()).contains(Kind.of(caller));
    }

    Route route(String dialled) {
      Matcher matcher = pattern.matcher(dialled);
      Function<String, String> fill = template -> matcher.matches()
          ? filled(template, matcher)
          : dialled;
      if (rule.user() != null) {
        return new Route.ToUser(fill.apply(rule.user()), rule.ring());
      }
      if (rule.trunks() != null) {
        return new Route.ToTrunks(rule.trunks(), fill.apply(String.valueOf(rule.send())),
            rule.ring());
      }
      if (rule.webhook() != null) {
        return new Route.ToWebhook(rule.webhook());
      }
      return rule.playback() != null
          ? new Route.ToPlayback(rule.playback())
          : new Route.Reject(rule.reject() == null ? 403 : rule.reject(),
              rule.reason() == null ? "Forbidden" : rule.reason());
    }

    private static String filled(String template, Matcher dialled) {
      return VARIABLE.matcher(template).replaceAll(found -> {
        String name = found.group(1);
        int group = name.equals("rest") ? 1 : Integer.parseInt(name);
        String value = group <= dialled.groupCount() ? dialled.group(group) : "";
        return Matcher.quoteReplacement(value == null ? "" : value);
      });
    }
  }
}
