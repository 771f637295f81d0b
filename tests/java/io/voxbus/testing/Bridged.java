package io.voxbus.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two answered WebSocket calls, {@code a} and {@code b}, that are bridged and then send tones to each other. */
public record Bridged(WsClient a, WsClient b) implements AutoCloseable {
  private static final int RATE = 16_000;
  private static final int FRAME = RATE / 50;
  private static final int SETTLE_FRAMES = 15;
  /** Each takes a second or so. */
  private static final int ATTEMPTS = 20;

  /** Places both, at these nodes. */
  public static Bridged place(TestNode one, TestNode other, String prefix) {
    return new Bridged(placed(one, prefix + "a"), placed(other, prefix + "b"));
  }

  private static WsClient placed(TestNode node, String id) {
    WsClient client = node.connect("/call?id=" + id);
    client.send("{\"command\":\"invite\",\"option\":{}}").await("trackStart");
    return client;
  }

  /** Each sends its tone for half a second as fast as it hears the other's, and hears that and not its own. */
  public void talk() {
    short[] heardByA = new short[RATE / 2];
    short[] heardByB = new short[RATE / 2];
    for (int i = 0; i < 4; i++) { // ahead of what is heard, as the queues on the way are
      speak(i);
    }
    for (int i = 0; i < SETTLE_FRAMES + heardByA.length / FRAME; i++) {
      speak(i + 4);
      hear(a, heardByA, i - SETTLE_FRAMES);
      hear(b, heardByB, i - SETTLE_FRAMES);
    }
    assertHears(heardByA, 1_500, 700);
    assertHears(heardByB, 700, 1_500);
  }

  /** As {@link #talk}, once the bridge carries audio again: the calls have other nodes now. */
  public void talkAgain() {
    for (int attempt = 1;; attempt++) {
      a.forgetAudio();
      b.forgetAudio();
      try {
        talk();
        return;
      } catch (AssertionError silent) {
        if (attempt == ATTEMPTS) {
          throw silent;
        }
      }
    }
  }

  private void speak(int index) {
    a.sendAudio(tone(index, 700));
    b.sendAudio(tone(index, 1_500));
  }

  private static byte[] tone(int index, double hz) {
    byte[] frame = new byte[2 * FRAME];
    for (int i = 0; i < FRAME; i++) {
      int sample = (int) (8_000 * Math.sin(2 * Math.PI * hz * (index * FRAME + i) / RATE));
      frame[2 * i] = (byte) sample;
      frame[2 * i + 1] = (byte) (sample >> 8);
    }
    return frame;
  }

  private static void hear(WsClient client, short[] heard, int index) {
    byte[] frame = client.hearFrame();
    for (int i = 0; index >= 0 && i < FRAME; i++) {
      heard[index * FRAME + i] = (short) (frame[2 * i] & 0xff | frame[2 * i + 1] << 8);
    }
  }

  private static void assertHears(short[] heard, double theirs, double own) {
    double level = Spectrum.level(heard, RATE, theirs);
    assertTrue(level > -20, "the other's tone: " + level);
    double echo = Spectrum.level(heard, RATE, own);
    assertTrue(echo < -45, "its own: " + echo);
  }

  @Override
  public void close() {
    a.close();
    b.close();
  }
}
