package io.voxbus.sip.route;

import io.voxbus.sip.stack.Caller;
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
    if (!SAFE.matcher(dialled).matches()) {
      return NOT_FOUND;
    }
    boolean forbidden = false;
    for (Rule.Compiled rule : rules) {
      if (rule.fits(dialled)) {
        if (rule.isFor(caller)) {
          return rule.route(dialled);
        }
        forbidden = true;
      }
    }
    return forbidden ? FORBIDDEN : NOT_FOUND;
  }

  public int size() {
    return rules.size();
  }
}
