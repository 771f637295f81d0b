package io.voxbus.http.caller;

import io.vertx.core.json.JsonObject;
import io.voxbus.audio.wire.AudioSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** Asterisk's AudioSocket, as a program of one's own hears it: packets on TCP, each with its kind and its length. */
final class AudioSocketCaller implements CallerDialect {
  private static final int ID_BYTES = 16;

  private final int rate;
  private final byte kind;
  private final AudioSocket packets = new AudioSocket();

  AudioSocketCaller(int rate) {
    this.rate = rate;
    this.kind = (byte) AudioSocket.audio(rate).orElseThrow();
  }

  @Override
  public List<CallerInput> text(String text) {
    throw new IllegalArgumentException("AudioSocket has no text");
  }

  @Override
  public List<CallerInput> bytes(byte[] bytes) {
    return packets.read(bytes).stream().map(this::meaning).toList();
  }

  @Override
  public CallerOutput audio(byte[] encoded) {
    return new CallerOutput.Bytes(AudioSocket.packet(kind, encoded));
  }

  @Override
  public List<CallerOutput> ended() {
    return List.of(new CallerOutput.Bytes(AudioSocket.packet(AudioSocket.HANGUP)));
  }

  private CallerInput meaning(AudioSocket.Packet packet) {
    byte[] payload = packet.payload();
    if (packet.kind() == kind) {
      return new CallerInput.Audio(payload);
    }
    return switch (packet.kind()) {
      case AudioSocket.HANGUP -> new CallerInput.Stop();
      case AudioSocket.ID -> payload.length == ID_BYTES
          ? start(ByteBuffer.wrap(payload))
          : new CallerInput.Nonsense("an id of " + payload.length + " bytes");
      case AudioSocket.KEY -> payload.length == 1
          ? new CallerInput.Key(String.valueOf((char) payload[0]))
          : new CallerInput.Nonsense("a key of " + payload.length + " bytes");
      default -> new CallerInput.Nonsense(AudioSocket.complaint(packet));
    };
  }

  private CallerInput start(ByteBuffer id) {
    return new CallerInput.Start(new UUID(id.getLong(), id.getLong()).toString(),
        new JsonObject().put("codec", "pcm").put("samplerate", rate), null);
  }
}
