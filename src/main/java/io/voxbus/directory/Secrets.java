package io.voxbus.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides what must not be seen in lists, dumps, logs and records. Pure: the given tree stays as it is. */
public final class Secrets {
  /** What stands in the place of a secret. */
  public static final String MASK = "***";
  private static final Set<String> NAMES = Set.of("passwd", "passphrase", "cookie", "setcookie",
      "signature", "sig", "xamzsignature",
      "icepwd", "accesskeyid");
  /** Names that end so are secret too: {@code accessToken, X-Api-Key, Proxy-Authorization, clientSecret ...} */
  private static final List<String> ENDINGS = List.of("secretkey", "secretid", "apikey", "password",
      "token", "authorization", "credential", "credentials", "secret", "secrets", "accesskey",
      "subscriptionkey", "privatekey", "adminkey", "adminkeys", "clusterkey", "clusterkeys");
  private static final Set<String> QUERY_NAMES = Set.of("key", "auth", "authtoken", "pwd");
  private static final Pattern URL_START = Pattern.compile("(?i)^[a-z][a-z0-9+.-]*://");
  private static final Pattern USER_INFO = Pattern.compile("(?i)^([a-z][a-z0-9+.-]*://)([^/?#]*)@");
  private static final Pattern QUERY_VALUE = Pattern.compile("([?&#;])([^=&#;]+)=([^&#;]+)");
  /** SDP (RFC 4568 section 6.1, RFC 8839 section 5.4): keys of SRTP and the password of ICE. */
  private static final Pattern SDP_SECRET = Pattern
      .compile("(?m)^(a=ice-pwd:|a=crypto:[^\\r\\n]*?inline:)[^\\r\\n]*");

  private Secrets() {}

  /** A copy with secrets replaced by {@value #MASK}; null and empty values stay, they tell that there is none. */
  public static JsonNode mask(JsonNode tree) {
    return switch (tree) {
      case ObjectNode object -> maskObject(object);
      case ArrayNode array -> maskArray(array);
      case TextNode text -> TextNode.valueOf(maskText(text.textValue()));
      default -> tree;
    };
  }

  /** Hides user and password, and the values of query parameters such as {@code token}, {@code api_key}, {@code Signature}. */
  public static String maskUrl(String url) {
    String masked = USER_INFO.matcher(url).replaceFirst("$1" + MASK + "@");
    return QUERY_VALUE.matcher(masked)
        .replaceAll(found -> isSecretParameter(found.group(2))
            ? "$1$2=" + MASK
            : Matcher.quoteReplacement(found.group()));
  }

  /** Whether a value of this name is a secret, in any case and with any of {@code _ - .} between its words. */
  public static boolean isSecret(String name) {
    String plain = plain(name);
    if (NAMES.contains(plain)) {
      return true;
    }
    for (String ending : ENDINGS) {
      if (plain.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSecretParameter(String name) {
    return isSecret(name) || QUERY_NAMES.contains(plain(name));
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    StringBuilder plain = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      if (Character.isLetterOrDigit(lower.charAt(i))) {
        plain.append(lower.charAt(i));
      }
    }
    return plain.length() == name.length() ? lower : plain.toString();
  }

  private static ObjectNode maskObject(ObjectNode object) {
    ObjectNode masked = JsonNodeFactory.instance.objectNode();
    object.properties().forEach(field -> masked.set(field.getKey(),
        isSecret(field.getKey()) ? maskValue(field.getValue()) : mask(field.getValue())));
    return masked;
  }

  /** Headers are also written as pairs: {@code [["Authorization", "Bearer x"]]}. */
  private static ArrayNode maskArray(ArrayNode array) {
    ArrayNode masked = JsonNodeFactory.instance.arrayNode(array.size());
    boolean pair = array.size() == 2 && array.get(0).isTextual() && array.get(1).isTextual()
        && isSecret(array.get(0).textValue());
    if (pair) {
      return masked.add(array.get(0)).add(maskValue(array.get(1)));
    }
    array.forEach(item -> masked.add(mask(item)));
    return masked;
  }

  private static JsonNode maskValue(JsonNode value) {
    boolean empty = value.isNull() || value.isBoolean()
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isContainerNode() && value.isEmpty());
    return empty ? value : TextNode.valueOf(MASK);
  }

  private static String maskText(String text) {
    if (text.contains("a=crypto:") || text.contains("a=ice-pwd:")) {
      return SDP_SECRET.matcher(text).replaceAll("$1" + MASK);
    }
    return text.contains("://") && URL_START.matcher(text).find() ? maskUrl(text) : text;
  }
}
