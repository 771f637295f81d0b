package io.voxbus.sip.route;

import io.voxbus.protocol.bus.Route;
import io.voxbus.sip.stack.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where calls go: the first rule that fits decides. A number that only rules for others fit is forbidden, and so no
 * caller reaches a carrier unless a rule lets him.
 */
public final class DialPlan {
  /** Nothing else gets into the URI of a call that goes out. */
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9+*#._~!$&'()=-]{1,128}");
  private static final Route NOT_FOUND = new Route.Reject(404, "Not Found");
  private static final Route FORBIDDEN = new Route.Reject(403, "Forbidden");

  private final List<Rule.Compiled> rules;

  public DialPlan(List<Rule> rules) {
    this.rules = rules.stream().map(Rule::compile).toList();
  }

  /** @param dialled the user part of the called URI */
  public Route route(Caller caller, String dialled) {
    return routes(caller, dialled).getFirst();
  }

  /**
   * The route, and those of the further rules that fit for when nobody picks up: up to one where somebody always does.
   */
  public List<Route> routes(Caller caller, String dialled) {
    if (!SAFE.matcher(dialled).matches()) {
      return List.of(NOT_FOUND);
    }
    List<Route> routes = new ArrayList<>();
    boolean forbidden = false;
    for (Rule.Compiled rule : rules) {
      boolean fits = rule.fits(dialled);
      forbidden = forbidden || fits;
      if (fits && rule.isFor(caller)) {
        routes.add(rule.route(dialled));
      }
      if (!routes.isEmpty() && isLast(routes.getLast())) {
        break;
      }
    }
    return routes.isEmpty() ? List.of(forbidden ? FORBIDDEN : NOT_FOUND) : List.copyOf(routes);
  }

  private static boolean isLast(Route route) {
    return switch (route) {
      case Route.ToUser u -> false;
      case Route.ToTrunks t -> false;
      case Route.ToWebhook w -> true;
      case Route.ToPlayback p -> true;
      case Route.Reject r -> true;
    };
  }

  public int size() {
    return rules.size();
  }
}
