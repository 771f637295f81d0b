package io.voxbus.call.rules;

import io.voxbus.protocol.api.Event;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who a SIP address names. */
final class Parties {
  private static final Pattern ADDRESS = Pattern.compile(
      "(?:.*<)?(?:sips?|tel):(?:([^@;>?:]*)(?::[^@]*)?@)?([^;>?@]*).*", Pattern.CASE_INSENSITIVE);

  private Parties() {}

  static Event.@Nullable Party of(@Nullable String address) {
    if (address == null || address.isBlank()) {
      return null;
    }
    Matcher parts = ADDRESS.matcher(address.strip());
    return parts.matches()
        ? new Event.Party(parts.group(1), parts.group(2), address)
        : new Event.Party(address, null, address);
  }
}
