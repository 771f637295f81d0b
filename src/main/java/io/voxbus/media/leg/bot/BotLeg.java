package io.voxbus.media.leg.bot;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import io.voxbus.media.leg.Leg;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bot that hears the caller and speaks. On the media loop's thread. */
final class BotLeg implements Leg {
  /** Bytes decoded at once: no codec here makes more than one sample of a byte. */
  private static final int CHUNK = 1920;
  private static final int STOP_FRAMES = 900;
  private static final int GO_FRAMES = 800;

  /** The bot at the other end, told from the media loop. */
  interface Ear {
    void tell(BotEvent event);

    void close();
  }

  private final Ear ear;
  private final Codec encoder;
  private final Codec decoder;
  private final @Nullable Resampler down;
  private final @Nullable Resampler up;
  private final BotQueue queue;
  private final short[] decoded = new short[CHUNK];
  private final short[] resampled;
  private final short[] outFrame;
  private final byte[] bytes;
  private int outFilled;
  private boolean stopped;

  BotLeg(BotDialect dialect, Ear ear, int mostSamples) {
    this.ear = ear;
    encoder = dialect.codec();
    decoder = dialect.codec();
    int rate = encoder.sampleRate();
    down = rate == Pcm.RATE ? null : new Resampler(Pcm.RATE, rate);
    up = rate == Pcm.RATE ? null : new Resampler(rate, Pcm.RATE);
    queue = new BotQueue(mostSamples);
    resampled = new short[Math.max(2 * CHUNK, 4 * Pcm.FRAME) + 2];
    outFrame = new short[rate / 50];
    bytes = new byte[Codec.MAX_BYTES];
  }

  @Override
  public void poll() {}

  @Override
  public boolean receive(short[] frame) {
    boolean heard = queue.take(frame);
    tellDue(false);
    if (stopped && queue.frames() <= GO_FRAMES) {
      stopped = false;
      ear.tell(new BotEvent.Flow(false));
    }
    return heard;
  }

  @Override
  public int waiting() {
    return queue.frames();
  }

  @Override
  public void send(short[] frame) {
    if (down == null) {
      encode(frame);
      return;
    }
    int count = down.process(frame, 0, frame.length, resampled);
    for (int at = 0; at < count;) {
      int piece = Math.min(count - at, outFrame.length - outFilled);
      System.arraycopy(resampled, at, outFrame, outFilled, piece);
      at += piece;
      outFilled += piece;
      if (outFilled == outFrame.length) {
        outFilled = 0;
        encode(outFrame);
      }
    }
  }

  @Override
  public boolean paced() {
    return false;
  }

  /** Keys of the caller. */
  @Override
  public boolean dial(String digits, int millisEach) {
    digits.chars().forEach(key -> ear.tell(new BotEvent.Key(String.valueOf((char) key))));
    return true;
  }

  @Override
  public void close() {
    ear.close();
  }

  /** @return the samples or marks that were dropped, because the bot is too far ahead */
  int obey(BotReply reply) {
    switch (reply) {
      case BotReply.Audio(byte[] encoded) -> {
        return hear(encoded);
      }
      case BotReply.Clear() -> {
        queue.clear();
        tellDue(true);
      }
      case BotReply.Mark(String name, boolean whenEmpty) -> {
        boolean kept = queue.mark(name, whenEmpty);
        tellDue(false);
        return kept ? 0 : 1;
      }
      case BotReply.Pause(boolean paused) -> queue.pause(paused);
      case BotReply.Ask() -> ear.tell(new BotEvent.Status(queue.frames(), queue.paused()));
      case BotReply.Hangup hangup -> {
        // the connection ends the call
      }
      case BotReply.Garbage garbage -> {
        // the connection tells it
      }
    }
    return 0;
  }

  private int hear(byte[] encoded) {
    int dropped = 0;
    for (int at = 0; at < encoded.length; at += CHUNK) {
      int count = decoder.decode(encoded, at, Math.min(CHUNK, encoded.length - at), decoded);
      dropped += up == null
          ? queue.add(decoded, count)
          : queue.add(resampled, up.process(decoded, 0, count, resampled));
    }
    if (!stopped && queue.frames() >= STOP_FRAMES) {
      stopped = true;
      ear.tell(new BotEvent.Flow(true));
    }
    return dropped;
  }

  private void tellDue(boolean thrownAway) {
    List<String> due = queue.due();
    for (int i = 0; i < due.size(); i++) {
      ear.tell(new BotEvent.Passed(due.get(i), thrownAway));
    }
  }

  private void encode(short[] frame) {
    ear.tell(new BotEvent.Audio(Arrays.copyOf(bytes, encoder.encode(frame, bytes))));
  }
}
