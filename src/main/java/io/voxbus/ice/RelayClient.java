package io.voxbus.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * What we ask of one STUN or TURN server (RFC 8489, RFC 8656): how the NAT shows our port, and an address that it relays to
 * us. One allocation serves all calls of the port, so that a call needs none of its own. Pure: the time goes in, packets
 * come out.
 */
public final class RelayClient {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int UDP = 17 << 24;
  private static final int UNAUTHORIZED = 401;
  private static final int STALE_NONCE = 438;
  private static final int TRIES = 7;
  private static final long FIRST_REPEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  /** Often enough that a NAT keeps its mapping (RFC 8445 section 11). */
  private static final long MAPPING_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long LEAST_REFRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(2);
  /** Permissions last five minutes. */
  private static final long PERMISSION_NANOS = TimeUnit.MINUTES.toNanos(4);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
  /** Not more: a node that comes back after it died waits until the server has forgotten its port. */
  private static final int LIFETIME_SECONDS = 300;

  private final @Nullable Login login;
  private final Consumer<byte[]> outgoing;
  private final Runnable changed;
  private final Map<Long, Request> waiting = new HashMap<>();
  private final Map<InetAddress, Permission> permissions = new HashMap<>();
  private byte[] realm = new byte[0];
  private byte[] nonce = new byte[0];
  private @Nullable Mac mac;
  private @Nullable InetSocketAddress mapped;
  private @Nullable InetSocketAddress relayed;
  private long dueNanos;
  private boolean started;
  private boolean settled;

  /** At a TURN server. */
  public record Login(String username, String password) {}

  private static final class Request {
    final int type;
    final @Nullable InetAddress peer;
    final byte[] packet;
    /** By which it was made: others that were on their way meanwhile may have got a newer one. */
    final byte[] nonce;
    long sentNanos;
    int tries = 1;

    Request(int type, @Nullable InetAddress peer, byte[] packet, byte[] nonce, long sentNanos) {
      this.type = type;
      this.peer = peer;
      this.packet = packet;
      this.nonce = nonce;
      this.sentNanos = sentNanos;
    }
  }

  private static final class Permission {
    int users;
    long dueNanos;
  }

  /**
   * @param login    null: it is a STUN server
   * @param outgoing sends a packet to the server
   * @param changed  told when {@link #mapped} or {@link #relayed} are others
   */
  public RelayClient(@Nullable Login login, Consumer<byte[]> outgoing, Runnable changed) {
    this.login = login;
    this.outgoing = outgoing;
    this.changed = changed;
  }

  /** How we are seen from there; null: not known. */
  public @Nullable InetSocketAddress mapped() {
    return mapped;
  }

  /** What comes there comes to us; null: nothing does. */
  public @Nullable InetSocketAddress relayed() {
    return relayed;
  }

  /** Whether it has answered, or has been asked in vain. */
  public boolean settled() {
    return settled;
  }

  /** Sends what is due. */
  public void tick(long nowNanos) {
    for (Map.Entry<Long, Request> one : Map.copyOf(waiting).entrySet()) {
      repeat(one.getKey(), one.getValue(), nowNanos);
    }
    boolean asking = waiting.values().stream()
        .anyMatch(request -> request.type != StunMessage.CREATE_PERMISSION);
    if (!started || (!asking && nowNanos - dueNanos >= 0)) {
      started = true;
      begin(nowNanos);
    }
    if (relayed != null) {
      permissions.forEach((peer, permission) -> {
        if (nowNanos - permission.dueNanos >= 0) {
          permit(peer, permission, nowNanos);
        }
      });
    }
  }

  private void begin(long nowNanos) {
    dueNanos = nowNanos + (login == null ? MAPPING_NANOS : REFRESH_NANOS);
    ask(login == null
        ? StunMessage.BINDING_REQUEST
        : relayed == null ? StunMessage.ALLOCATE : StunMessage.REFRESH, null, nowNanos);
  }

  /** Lets this address send to us by the relay, until it is told off as often. */
  public void allow(InetAddress peer, long nowNanos) {
    if (login == null) {
      return;
    }
    Permission permission = permissions.computeIfAbsent(peer, p -> new Permission());
    if (permission.users++ == 0) {
      permission.dueNanos = nowNanos;
      if (relayed != null) {
        permit(peer, permission, nowNanos);
      }
    }
  }

  public void disallow(InetAddress peer) {
    Permission permission = permissions.get(peer);
    if (permission != null && --permission.users == 0) {
      permissions.remove(peer);
    }
  }

  /** Gives the address back. */
  public void close() {
    if (relayed != null) {
      relayed = null;
      outgoing.accept(finished(new StunWriter(StunMessage.REFRESH,
          StunWriter.transaction(RANDOM.nextLong())).number(StunMessage.LIFETIME, 0)));
    }
  }

  private void permit(InetAddress peer, Permission permission, long nowNanos) {
    InetSocketAddress here = relayed;
    if (here != null && here.getAddress().getClass() == peer.getClass()) {
      permission.dueNanos = nowNanos + PERMISSION_NANOS;
      ask(StunMessage.CREATE_PERMISSION, peer, nowNanos);
    }
  }

  /** What has the server send this to the peer. */
  public static byte[] wrap(byte[] packet, int offset, int length, InetSocketAddress peer) {
    return new StunWriter(StunMessage.SEND_INDICATION,
        StunWriter.transaction(ThreadLocalRandom.current().nextLong())) // nobody answers it
        .address(StunMessage.XOR_PEER_ADDRESS, peer)
        .bytes(StunMessage.DATA, Arrays.copyOfRange(packet, offset, offset + length))
        .bare();
  }

  /**
   * Takes a packet of the server's.
   *
   * @param data gets what a peer has sent, which begins at its start
   * @return the peer and how much it has sent; null: it was an answer, or nothing
   */
  public @Nullable Relayed on(byte[] packet, int length, byte[] data, long nowNanos) {
    StunMessage message = StunMessage.ofServer(packet, length);
    if (message == null) {
      return null;
    }
    if (message.type() == StunMessage.DATA_INDICATION) {
      InetSocketAddress peer = message.address(StunMessage.XOR_PEER_ADDRESS);
      int size = message.data(data);
      return relayed == null || peer == null || size < 0 ? null : new Relayed(peer, size);
    }
    Request request = waiting.get(message.number());
    if (request != null && genuine(message, request)) {
      waiting.remove(message.number());
      answered(message, request, nowNanos);
    }
    return null;
  }

  /** What came by the relay. */
  public record Relayed(InetSocketAddress peer, int length) {}

  /** Answers are signed once there is a key, but for those that tell us that it is the wrong one. */
  private boolean genuine(StunMessage message, Request request) {
    if (message.type() == request.type + StunMessage.ERROR) {
      return true;
    }
    return message.type() == request.type + StunMessage.SUCCESS
        && (login == null || (mac != null && message.intact(mac)));
  }

  private void answered(StunMessage message, Request request, long nowNanos) {
    if (message.type() == request.type + StunMessage.ERROR) {
      refused(message, request, nowNanos);
    } else if (request.type != StunMessage.CREATE_PERMISSION) {
      settled = true;
      heed(message, nowNanos);
      learn(message, request);
    }
  }

  /** RFC 8656 section 7.2: what the server grants may be less than what was asked for. */
  private void heed(StunMessage message, long nowNanos) {
    long granted = message.number(StunMessage.LIFETIME, 4, LIFETIME_SECONDS);
    if (login != null) {
      dueNanos = nowNanos + Math.clamp(TimeUnit.SECONDS.toNanos(granted) / 2, LEAST_REFRESH_NANOS,
          REFRESH_NANOS);
    }
  }

  private void learn(StunMessage message, Request request) {
    InetSocketAddress seen = message.address(StunMessage.XOR_MAPPED_ADDRESS);
    InetSocketAddress relay = message.address(StunMessage.XOR_RELAYED_ADDRESS);
    InetSocketAddress nowRelayed = request.type == StunMessage.ALLOCATE ? relay : relayed;
    InetSocketAddress nowMapped = seen == null ? mapped : seen;
    boolean same = Objects.equals(nowRelayed, relayed)
        && Objects.equals(nowMapped, mapped);
    relayed = nowRelayed;
    mapped = nowMapped;
    if (!same) {
      changed.run();
    }
  }

  private void refused(StunMessage message, Request request, long nowNanos) {
    int code = message.errorCode();
    byte[] newNonce = message.bytes(StunMessage.NONCE);
    byte[] newRealm = message.bytes(StunMessage.REALM);
    boolean again = code == STALE_NONCE
        ? !Arrays.equals(newNonce, request.nonce)
        : code == UNAUTHORIZED && mac == null;
    if (login != null && newNonce != null && again) {
      nonce = newNonce;
      realm = newRealm == null ? realm : newRealm;
      mac = StunWriter.mac(key(login));
      ask(request.type, request.peer, nowNanos);
    } else if (request.type != StunMessage.CREATE_PERMISSION) {
      lose(nowNanos);
    }
  }

  /** The server does not want us any more, or is gone: from the beginning, after a while. */
  private void lose(long nowNanos) {
    boolean had = relayed != null || mapped != null;
    mac = null;
    relayed = null;
    mapped = null;
    settled = true;
    waiting.clear();
    permissions.values().forEach(permission -> permission.dueNanos = nowNanos);
    dueNanos = nowNanos + AGAIN_NANOS;
    if (had) {
      changed.run();
    }
  }

  private void repeat(long number, Request request, long nowNanos) {
    if (nowNanos - request.sentNanos < FIRST_REPEAT_NANOS << Math.min(4, request.tries - 1)) {
      return;
    }
    if (request.tries == TRIES) {
      waiting.remove(number);
      if (request.type != StunMessage.CREATE_PERMISSION) {
        lose(nowNanos);
      }
    } else {
      request.tries++;
      request.sentNanos = nowNanos;
      outgoing.accept(request.packet);
    }
  }

  private void ask(int type, @Nullable InetAddress peer, long nowNanos) {
    long number = RANDOM.nextLong();
    StunWriter writer = new StunWriter(type, StunWriter.transaction(number));
    switch (type) {
      case StunMessage.ALLOCATE -> writer.number(StunMessage.REQUESTED_TRANSPORT, UDP)
          .number(StunMessage.LIFETIME, LIFETIME_SECONDS);
      case StunMessage.REFRESH -> writer.number(StunMessage.LIFETIME, LIFETIME_SECONDS);
      case StunMessage.CREATE_PERMISSION -> writer.address(StunMessage.XOR_PEER_ADDRESS,
          new InetSocketAddress(Objects.requireNonNull(peer), 0));
      default -> {
      }
    }
    byte[] packet = finished(writer);
    waiting.put(number, new Request(type, peer, packet, nonce, nowNanos));
    outgoing.accept(packet);
  }

  private byte[] finished(StunWriter writer) {
    return login == null || mac == null
        ? writer.finished()
        : writer.username(login.username).bytes(StunMessage.REALM, realm)
            .bytes(StunMessage.NONCE, nonce).signed(mac);
  }

  /** RFC 8489 section 9.2.2. */
  private byte[] key(Login with) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update((with.username + ":").getBytes(StandardCharsets.UTF_8));
      md5.update(realm);
      return md5.digest((":" + with.password).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
