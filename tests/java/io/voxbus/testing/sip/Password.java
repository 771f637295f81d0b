package io.voxbus.testing.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers a challenge the way a phone does, by its own arithmetic. */
public final class Password {
  private Password() {}

  /** The line that answers a 401 or 407. */
  public static String prove(SipText challenge, String user, String password, String uri) {
    return prove(challenge, user, password, uri, "00000001");
  }

  public static String prove(SipText challenge, String user, String password, String uri,
      String count) {
    boolean server = challenge.status() == 401;
    String header = challenge.header(server ? "WWW-Authenticate" : "Proxy-Authenticate");
    String algorithm = value(header, "algorithm");
    String nonce = value(header, "nonce");
    String response = response(challenge, user, password, uri, count, "cafe");
    return (server ? "Authorization" : "Proxy-Authorization") + ": Digest username=\"" + user
        + "\", realm=\"" + value(header, "realm") + "\", nonce=\"" + nonce + "\", uri=\"" + uri
        + "\", response=\"" + response + "\", algorithm=" + algorithm
        + ", qop=auth, nc=" + count + ", cnonce=\"cafe\"";
  }

  /** What proves it (RFC 7616 section 3.4.1). */
  public static String response(SipText challenge, String user, String password, String uri,
      String count, String cnonce) {
    String header = challenge.header(
        challenge.status() == 401 ? "WWW-Authenticate" : "Proxy-Authenticate");
    String algorithm = value(header, "algorithm");
    String ha1 = hash(algorithm, user + ":" + value(header, "realm") + ":" + password);
    String ha2 = hash(algorithm, challenge.header("CSeq").split(" ")[1] + ":" + uri);
    return hash(algorithm,
        ha1 + ":" + value(header, "nonce") + ":" + count + ":" + cnonce + ":auth:" + ha2);
  }

  public static String value(String header, String name) {
    Matcher found = Pattern.compile("[ ,]" + name + "=\"?([^\",]*)").matcher(header);
    if (!found.find()) {
      throw new AssertionError("no " + name + " in " + header);
    }
    return found.group(1);
  }

  private static String hash(String algorithm, String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm)
          .digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
