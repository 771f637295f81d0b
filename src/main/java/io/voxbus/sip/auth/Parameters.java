package io.voxbus.sip.auth;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code Digest name=token, name="quoted"}: the form of challenges and credentials (RFC 3261 section 25.1). */
final class Parameters {
  private static final Pattern SCHEME = Pattern.compile("\\s*Digest\\s+(.*)",
      Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern ONE = Pattern.compile(
      "\\G\\s*,?\\s*([A-Za-z0-9_-]{1,40})\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]*+))\\s*");

  private Parameters() {}

  /** By lower-case name; nothing when it is not such a header, or names one twice. */
  static Optional<Map<String, String>> parse(String header) {
    Matcher scheme = SCHEME.matcher(header);
    if (!scheme.matches()) {
      return Optional.empty();
    }
    Map<String, String> all = new LinkedHashMap<>();
    String rest = scheme.group(1);
    Matcher one = ONE.matcher(rest);
    int end = 0;
    while (one.find()) {
      String value = one.group(2) == null ? one.group(3) : unquote(one.group(2));
      if (all.putIfAbsent(one.group(1).toLowerCase(Locale.ROOT), value) != null) {
        return Optional.empty();
      }
      end = one.end();
    }
    return end == rest.length() ? Optional.of(all) : Optional.empty();
  }

  static String write(Map<String, String> all) {
    return "Digest " + all.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining(", "));
  }

  static String quote(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String unquote(String value) {
    return value.indexOf('\\') < 0 ? value : value.replaceAll("\\\\(.)", "$1");
  }
}
