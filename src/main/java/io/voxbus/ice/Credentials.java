package io.voxbus.ice;

import java.security.SecureRandom;

/** User name fragment and password of one side (RFC 8445 section 5.3). */
public record Credentials(String ufrag, String password) {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int UFRAG_LETTERS = 8;
  private static final int PASSWORD_LETTERS = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Nobody can guess them. */
  public static Credentials random() {
    return new Credentials(letters(UFRAG_LETTERS), letters(PASSWORD_LETTERS));
  }

  private static String letters(int count) {
    StringBuilder letters = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      letters.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return letters.toString();
  }
}
