package io.voxbus.bus;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.buffer.Buffer;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Moved;
import io.voxbus.protocol.api.Obeyed;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.NodeReply;
import io.voxbus.protocol.bus.NodeRequest;
import io.voxbus.protocol.bus.Pulse;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SocketAudio;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/** How messages travel between nodes: one codec a family. A family that is not here stays on its node. */
final class Wire {
  private record Family(String name, Class<?> type, Function<Object, byte[]> write,
      Function<byte[], Object> read) {}

  private static final List<Family> FAMILIES = List.of(json(CallRequest.class),
      json(CallReply.class), json(NodeRequest.class), json(NodeReply.class), json(Emitted.class),
      json(Obeyed.class), json(Moved.class), json(SipRequest.class), json(SipEvent.class),
      json(SipRequest.Identity.class), json(SipRequest.Found.class), json(SipRequest.Entered.class),
      json(Pulse.class),
      new Family("SocketAudio", SocketAudio.class, Wire::writeAudio, Wire::readAudio));

  private Wire() {}

  static void write(Buffer out, Object message) {
    for (Family family : FAMILIES) {
      if (family.type.isInstance(message)) {
        writeText(out, family.name);
        byte[] body = family.write.apply(message);
        out.appendInt(body.length).appendBytes(body);
        return;
      }
    }
    throw new IllegalArgumentException(message.getClass() + " does not leave its node");
  }

  static Object read(Buffer in, Position at) {
    String name = readText(in, at);
    byte[] body = in.getBytes(at.next + 4, at.next + 4 + in.getInt(at.next));
    at.next += 4 + body.length;
    for (Family family : FAMILIES) {
      if (family.name.equals(name)) {
        return family.read.apply(body);
      }
    }
    throw new IllegalArgumentException("unknown family " + name);
  }

  static void writeText(Buffer out, String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    out.appendShort((short) bytes.length).appendBytes(bytes);
  }

  static String readText(Buffer in, Position at) {
    int length = in.getUnsignedShort(at.next);
    String text = in.getString(at.next + 2, at.next + 2 + length);
    at.next += 2 + length;
    return text;
  }

  /** Where reading goes on. */
  static final class Position {
    int next;

    Position(int next) {
      this.next = next;
    }
  }

  private static Family json(Class<?> type) {
    ObjectWriter writer = Json.mapper().writerFor(type);
    ObjectReader reader = Json.mapper().readerFor(type);
    return new Family(type.getSimpleName(), type, message -> {
      try {
        return writer.writeValueAsBytes(message);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }, body -> {
      try {
        return reader.readValue(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static byte[] writeAudio(Object message) {
    SocketAudio audio = (SocketAudio) message;
    Buffer out = Buffer.buffer(audio.payload().length + 48);
    writeText(out, audio.socketId());
    return out.appendBytes(audio.payload()).getBytes();
  }

  private static Object readAudio(byte[] body) {
    Buffer in = Buffer.buffer(body);
    Position at = new Position(0);
    String socketId = readText(in, at);
    return new SocketAudio(socketId, in.getBytes(at.next, in.length()));
  }
}
