package io.voxbus.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids as names of files: two ids never share a name, no id leaves its folder. */
public final class FileNames {
  /** With the date before and {@code .events.jsonl} behind it a name stays below the 255 bytes of a file system. */
  private static final int LONGEST = 200;
  private static final int KEPT = 150;

  private FileNames() {}

  /**
   * Letters, digits, {@code . _ -} stay, any other byte of its UTF-8 form becomes {@code %XX}, and so does a leading
   * dot. What is then longer than 200 characters is cut and ends in {@code ~} and half the SHA-256 of the id.
   */
  public static String encode(String id) {
    StringBuilder name = new StringBuilder(id.length() + 8);
    for (byte value : id.getBytes(StandardCharsets.UTF_8)) {
      boolean leadingDot = value == '.' && name.isEmpty();
      if (isPlain(value) && !leadingDot) {
        name.append((char) value);
      } else {
        name.append('%').append(HexFormat.of().withUpperCase().toHexDigits(value));
      }
    }
    if (name.isEmpty()) {
      return "%";
    }
    return name.length() <= LONGEST
        ? name.toString()
        : name.substring(0, KEPT) + "~" + sha256(id).substring(0, 32);
  }

  /** The SHA-256 of a text's UTF-8 form, 64 hexadecimal digits. */
  public static String sha256(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256")
          .digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static boolean isPlain(byte value) {
    return (value >= '0' && value <= '9') || (value >= 'A' && value <= 'Z')
        || (value >= 'a' && value <= 'z') || value == '.' || value == '_' || value == '-';
  }
}
