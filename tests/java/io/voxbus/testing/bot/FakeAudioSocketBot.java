package io.voxbus.testing.bot;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A bot that waits to be called by AudioSocket. Every method waits a few seconds at most. */
public final class FakeAudioSocketBot implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final ServerSocket server;
  private Socket socket;
  private DataInputStream in;

  /** What came: its kind and what was in it. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Packet(int kind, byte[] payload) {}

  public FakeAudioSocketBot() {
    try {
      server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      server.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  public void accept() {
    try {
      socket = server.accept();
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Packet hear() {
    try {
      int kind = in.readUnsignedByte();
      byte[] payload = new byte[in.readUnsignedShort()];
      in.readFully(payload);
      return new Packet(kind, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void say(int kind, byte[] payload) {
    try {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeByte(kind);
      out.writeShort(payload.length);
      out.write(payload);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
