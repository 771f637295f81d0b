package io.voxbus.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * What travels between nodes.
 *
 * @param local   the address on the receiving node; empty in an answer
 * @param id      the same when it is sent again; empty when no answer is wanted
 * @param message of a family that {@link Wire} knows
 */
record Envelope(String local, String id, Object message) {
  static final MessageCodec<Envelope, Envelope> CODEC = new MessageCodec<>() {
    @Override
    public void encodeToWire(Buffer buffer, Envelope envelope) {
      Wire.writeText(buffer, envelope.local);
      Wire.writeText(buffer, envelope.id);
      Wire.write(buffer, envelope.message);
    }

    @Override
    public Envelope decodeFromWire(int pos, Buffer buffer) {
      Wire.Position at = new Wire.Position(pos);
      return new Envelope(Wire.readText(buffer, at), Wire.readText(buffer, at),
          Wire.read(buffer, at));
    }

    @Override
    public Envelope transform(Envelope envelope) {
      return envelope;
    }

    @Override
    public String name() {
      return "envelope";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  };

  /** Hands messages over by reference; they never leave the node. */
  static final MessageCodec<Object, Object> BY_REFERENCE = new MessageCodec<>() {
    @Override
    public void encodeToWire(Buffer buffer, Object message) {
      throw new IllegalStateException(message.getClass() + " was sent past the gate");
    }

    @Override
    public @Nullable Object decodeFromWire(int pos, Buffer buffer) {
      return null;
    }

    @Override
    public Object transform(Object message) {
      return message;
    }

    @Override
    public String name() {
      return "reference";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  };
}
