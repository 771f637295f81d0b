package io.voxbus.media.leg.bot;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Codecs;
import io.voxbus.audio.wire.AudioSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** Asterisk's AudioSocket, as Asterisk speaks it: on TCP, each packet with its kind and its length before it. */
final class AudioSocketDialect implements BotDialect {
  private final UUID id;
  private final int rate;
  private final byte kind;
  private final AudioSocket packets = new AudioSocket();

  /** @param rate Hz, 0 for 8000 */
  AudioSocketDialect(UUID id, int rate) {
    this.id = id;
    this.rate = rate == 0 ? 8000 : rate;
    this.kind = (byte) AudioSocket.audio(this.rate)
        .orElseThrow(() -> new IllegalArgumentException(
            "AudioSocket runs at 8000, 16000, 24000 or 48000 Hz here, not " + rate));
  }

  @Override
  public Codec codec() {
    return Codecs.open("pcm", rate);
  }

  @Override
  public String codecName() {
    return "pcm";
  }

  @Override
  public List<BotMessage> opening() {
    return packet(AudioSocket.ID, ByteBuffer.allocate(16).putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits()).array());
  }

  @Override
  public List<BotMessage> write(BotEvent event) {
    return switch (event) {
      case BotEvent.Audio(byte[] encoded) -> packet(kind, encoded);
      case BotEvent.Key(String digit) -> packet(AudioSocket.KEY, (byte) digit.charAt(0));
      case BotEvent.Passed passed -> List.of();
      case BotEvent.Flow flow -> List.of();
      case BotEvent.Status status -> List.of();
    };
  }

  @Override
  public List<BotMessage> closing() {
    return packet(AudioSocket.HANGUP);
  }

  @Override
  public List<BotReply> read(String text) {
    throw new IllegalArgumentException("AudioSocket has no text");
  }

  @Override
  public List<BotReply> read(byte[] bytes) {
    return packets.read(bytes).stream().map(this::meaning).toList();
  }

  private BotReply meaning(AudioSocket.Packet packet) {
    if (packet.kind() == kind) {
      return new BotReply.Audio(packet.payload());
    }
    return packet.kind() == AudioSocket.HANGUP
        ? new BotReply.Hangup()
        : new BotReply.Garbage(AudioSocket.complaint(packet));
  }

  private static List<BotMessage> packet(byte kind, byte... payload) {
    return List.of(new BotMessage.Bytes(AudioSocket.packet(kind, payload)));
  }
}
