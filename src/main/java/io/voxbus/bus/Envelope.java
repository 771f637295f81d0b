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
  static final String CODEC = "envelope";
  private static final String PURPOSE = "envelope";

  /** @param seal what is done to it on the way */
  static MessageCodec<Envelope, Envelope> codec(Seal seal) {
    return new MessageCodec<>() {
      @Override
      public void encodeToWire(Buffer buffer, Envelope envelope) {
        byte[] sealed = seal.seal(PURPOSE, envelope.written());
        buffer.appendInt(sealed.length).appendBytes(sealed);
      }

      @Override
      public Envelope decodeFromWire(int pos, Buffer buffer) {
        byte[] sealed = buffer.getBytes(pos + 4, pos + 4 + buffer.getInt(pos));
        return read(Buffer.buffer(seal.open(PURPOSE, sealed)));
      }

      @Override
      public Envelope transform(Envelope envelope) {
        return envelope;
      }

      @Override
      public String name() {
        return CODEC;
      }

      @Override
      public byte systemCodecID() {
        return -1;
      }
    };
  }

  private byte[] written() {
    Buffer plain = Buffer.buffer();
    Wire.writeText(plain, local);
    Wire.writeText(plain, id);
    Wire.write(plain, message);
    return plain.getBytes();
  }

  private static Envelope read(Buffer plain) {
    Wire.Position at = new Wire.Position(0);
    return new Envelope(Wire.readText(plain, at), Wire.readText(plain, at), Wire.read(plain, at));
  }

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
