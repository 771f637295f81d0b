package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One leg of a call that rings at several phones: the first that answers has it, the others are let go; when all
 * refuse, the best of their answers counts (RFC 3261 section 16.7). Afterwards it only passes on.
 */
public final class ForkRules {
  private static final int BUSY = 486;
  private static final int DECLINED = 600;
  private static final int NOBODY = -1;

  /** Phones whose legs have not ended. */
  private final Set<Integer> live = new TreeSet<>();
  private final List<SipEvent.Refused> refusals = new ArrayList<>();
  private int taker = NOBODY;
  private int early = NOBODY;

  /** @param phones how many, named from 0 */
  public ForkRules(int phones) {
    for (int phone = 0; phone < phones; phone++) {
      live.add(phone);
    }
  }

  /** The phone that has taken the call; -1 while none has. */
  public int taker() {
    return taker;
  }

  public List<ForkEffect> on(int phone, SipEvent event) {
    List<ForkEffect> effects = new ArrayList<>();
    if (live.contains(phone)) {
      switch (event) {
        case SipEvent.Refused refused -> refused(effects, phone, refused);
        case SipEvent.HungUp h -> ended(effects, phone, h);
        case SipEvent.Lost lost -> ended(effects, phone, lost);
        case SipEvent.Answered a when taker == NOBODY -> {
          taker = phone;
          effects.add(new ForkEffect.Tell(a));
          letGo(effects, phone, 200);
        }
        case SipEvent.Progress progress when taker == NOBODY ->
          effects.add(new ForkEffect.Tell(progress(phone, progress)));
        case SipEvent.Invited invited when taker == NOBODY ->
          effects.add(new ForkEffect.Tell(invited));
        default -> {
          if (phone == taker) {
            effects.add(new ForkEffect.Tell(event));
          }
        }
      }
    }
    return effects;
  }

  /** What the call wants of the leg. */
  public List<ForkEffect> wanted(SipRequest request) {
    List<ForkEffect> effects = new ArrayList<>();
    if (request instanceof SipRequest.End) {
      live.forEach(phone -> effects.add(new ForkEffect.Pass(phone, request)));
      forget(effects);
    } else if (taker != NOBODY) {
      effects.add(new ForkEffect.Pass(taker, request));
    }
    return effects;
  }

  /** Early media can be heard of one phone only: the first. */
  private SipEvent.Progress progress(int phone, SipEvent.Progress progress) {
    if (progress.sdp() != null && early == NOBODY) {
      early = phone;
    }
    return phone == early
        ? progress
        : new SipEvent.Progress(progress.code(), progress.reason(), null);
  }

  private void refused(List<ForkEffect> effects, int phone, SipEvent.Refused refused) {
    live.remove(phone);
    refusals.add(refused);
    if (refused.code() >= DECLINED) { // it speaks for the user, at all phones
      letGo(effects, phone, refused.code());
    }
    if (live.isEmpty()) {
      effects.add(new ForkEffect.Tell(best()));
      forget(effects);
    }
  }

  private void ended(List<ForkEffect> effects, int phone, SipEvent event) {
    if (phone == taker) {
      effects.add(new ForkEffect.Tell(event));
      forget(effects);
    } else {
      refused(effects, phone, event instanceof SipEvent.Lost(int code, String reason)
          ? new SipEvent.Refused(code, reason)
          : new SipEvent.Refused(480, "hung up"));
    }
  }

  /** @param cause why, in the words of RFC 3326: 200 is told to phones, so that they show no missed call */
  private void letGo(List<ForkEffect> effects, int but, int cause) {
    SipRequest end = new SipRequest.End(487, "", Map.of("Reason", "SIP;cause=" + cause));
    live.stream().filter(phone -> phone != but)
        .forEach(phone -> effects.add(new ForkEffect.Pass(phone, end)));
    live.removeIf(phone -> phone != but);
  }

  /** Section 16.7 step 6: a refusal for the user, else of the lowest class; that somebody is busy says most. */
  private SipEvent.Refused best() {
    return refusals.stream()
        .min(Comparator.comparing((SipEvent.Refused one) -> one.code() < DECLINED)
            .thenComparingInt(one -> one.code() / 100).thenComparing(one -> one.code() != BUSY))
        .orElseGet(() -> new SipEvent.Refused(480, "no phone is registered"));
  }

  private void forget(List<ForkEffect> effects) {
    live.clear();
    effects.add(new ForkEffect.Forget());
  }
}
