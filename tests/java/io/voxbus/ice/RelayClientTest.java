package io.voxbus.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelayClientTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final InetSocketAddress SEEN = Checks.at("203.0.113.1", 61_000);
  private static final InetSocketAddress RELAY = Checks.at("203.0.113.2", 49_152);
  private static final InetAddress PEER = InetAddress.ofLiteral("198.51.100.7");
  /** md5("user:realm:word"), see RFC 8489 section 9.2.2. */
  private static final String KEY = "32a9dba5fb691b0268d71d8192c6e4c9";

  private final List<byte[]> sent = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final RelayClient stun = new RelayClient(null, sent::add, () -> told.add("changed"));
  private final RelayClient turn = new RelayClient(new RelayClient.Login("user", "word"),
      sent::add, () -> told.add("changed"));
  private final byte[] data = new byte[100];

  @Test
  void aStunServerTellsHowWeAreSeenAndIsAskedAgainToKeepItSo() {
    stun.tick(0);
    answer(stun, success(last()).address(StunMessage.XOR_MAPPED_ADDRESS, SEEN).finished(), 0);
    assertEquals(SEEN, stun.mapped());
    assertTrue(stun.settled());
    stun.tick(14 * SECOND);
    assertEquals(1, sent.size());
    stun.tick(15 * SECOND);
    answer(stun, success(last()).address(StunMessage.XOR_MAPPED_ADDRESS, RELAY).bare(), 0);
    assertEquals(RELAY, stun.mapped());
    assertEquals(List.of("changed", "changed"), told);
  }

  @Test
  void aServerThatIsSilentIsAskedLessAndLessAndThenLaterAgain() {
    for (long now = 0; now < 60 * SECOND; now += SECOND / 10) {
      stun.tick(now);
    }
    assertTrue(stun.settled());
    assertNull(stun.mapped());
    assertTrue(sent.size() > 7 && sent.size() < 20, sent.size() + " packets in a minute");
  }

  @Test
  void aTurnServerGivesAnAddressToWhoKnowsThePassword() {
    allocate();
    assertEquals(RELAY, turn.relayed());
    assertEquals(SEEN, turn.mapped());
    StunMessage request = last();
    assertEquals("user", request.username());
    assertArrayEquals("nonce".getBytes(StandardCharsets.UTF_8), request.bytes(StunMessage.NONCE));
  }

  @Test
  void anAnswerThatIsNotSignedGivesNothing() {
    challenge();
    answer(turn, success(last()).address(StunMessage.XOR_RELAYED_ADDRESS, RELAY).finished(), 0);
    assertNull(turn.relayed());
    assertFalse(turn.settled());
  }

  @Test
  void aWrongPasswordIsNotTriedForEver() {
    challenge();
    refuse(401, "other", 0);
    assertEquals(2, sent.size());
    assertTrue(turn.settled());
    turn.tick(9 * SECOND);
    assertEquals(2, sent.size());
    turn.tick(10 * SECOND);
    assertEquals(3, sent.size());
  }

  @Test
  void whoeverMaySendIsPermittedUntilNobodyWantsItAnyMore() {
    turn.allow(PEER, 0);
    allocate();
    turn.tick(0);
    assertEquals(StunMessage.CREATE_PERMISSION, last().type());
    assertEquals(PEER, last().address(StunMessage.XOR_PEER_ADDRESS).getAddress());
    answer(turn, success(last()).signed(mac()), 0);
    turn.allow(PEER, 0);
    turn.disallow(PEER);
    int before = sent.size();
    turn.tick(119 * SECOND);
    assertEquals(before, sent.size());
    turn.tick(241 * SECOND);
    assertEquals(List.of(StunMessage.REFRESH, StunMessage.CREATE_PERMISSION),
        types(before));
    turn.disallow(PEER);
    int after = sent.size();
    turn.tick(241 * SECOND + 1);
    assertEquals(List.of(), types(after));
  }

  @Test
  void aNonceThatIsTooOldIsReplaced() {
    allocate();
    turn.tick(121 * SECOND);
    refuse(438, "fresh", 121 * SECOND);
    assertEquals(StunMessage.REFRESH, last().type());
    assertArrayEquals("fresh".getBytes(StandardCharsets.UTF_8), last().bytes(StunMessage.NONCE));
    assertEquals(RELAY, turn.relayed());
  }

  @Test
  void aNonceThatIsTooOldForSeveralRequestsAtOnceLosesNone() {
    allocate();
    turn.allow(PEER, 0);
    answer(turn, success(last()).signed(mac()), 0);
    int before = sent.size();
    turn.tick(241 * SECOND);
    assertEquals(List.of(StunMessage.REFRESH, StunMessage.CREATE_PERMISSION), types(before));
    StunMessage refresh = message(sent.get(before));
    StunMessage permission = message(sent.get(before + 1));
    refuse(permission, 438, "fresh", 241 * SECOND);
    refuse(refresh, 438, "fresh", 241 * SECOND);
    assertEquals(List.of(StunMessage.CREATE_PERMISSION, StunMessage.REFRESH), types(before + 2));
    assertEquals(RELAY, turn.relayed());
    refuse(438, "fresh", 241 * SECOND);
    assertNull(turn.relayed(), "a nonce that is fresh and too old is no reason to go on for ever");
  }

  @Test
  void whatIsGrantedForAShortTimeIsAskedForSooner() {
    challenge();
    answer(turn, success(last()).address(StunMessage.XOR_RELAYED_ADDRESS, RELAY)
        .number(StunMessage.LIFETIME, 60).signed(mac()), 0);
    int before = sent.size();
    turn.tick(29 * SECOND);
    assertEquals(before, sent.size());
    turn.tick(30 * SECOND);
    assertEquals(List.of(StunMessage.REFRESH), types(before));
    answer(turn, success(last()).number(StunMessage.LIFETIME, 0).signed(mac()), 30 * SECOND);
    turn.tick(30 * SECOND + 1);
    assertEquals(before + 1, sent.size(), "not more often than every few seconds");
  }

  @Test
  void anAddressThatIsLostIsAskedForAnew() {
    allocate();
    turn.tick(121 * SECOND);
    refuse(437, "nonce", 121 * SECOND);
    assertNull(turn.relayed());
    assertEquals(2, told.size());
    turn.tick(131 * SECOND);
    assertEquals(StunMessage.ALLOCATE, last().type());
  }

  @Test
  void whatIsRelayedComesAndGoes() {
    allocate();
    InetSocketAddress from = new InetSocketAddress(PEER, 7000);
    byte[] wrapped = RelayClient.wrap(new byte[]{9, 1, 2, 3, 9}, 1, 3, from);
    StunMessage indication = StunMessage.ofServer(wrapped, wrapped.length);
    assertNotNull(indication);
    assertEquals(StunMessage.SEND_INDICATION, indication.type());
    byte[] came = wrapped.clone();
    Bytes.putShort(came, 0, StunMessage.DATA_INDICATION);
    assertEquals(new RelayClient.Relayed(from, 3), turn.on(came, came.length, data, 0));
    assertArrayEquals(new byte[]{1, 2, 3}, Arrays.copyOf(data, 3));
    assertNull(turn.on(came, came.length, new byte[2], 0));
  }

  @Test
  void theAddressIsGivenBackAtTheEnd() {
    allocate();
    turn.close();
    assertEquals(StunMessage.REFRESH, last().type());
    assertEquals(0, last().number(StunMessage.LIFETIME, 4, 1));
  }

  private void challenge() {
    turn.tick(0);
    refuse(401, "nonce", 0);
  }

  private void allocate() {
    challenge();
    answer(turn, success(last()).address(StunMessage.XOR_RELAYED_ADDRESS, RELAY)
        .address(StunMessage.XOR_MAPPED_ADDRESS, SEEN).signed(mac()), 0);
  }

  private void refuse(int code, String nonce, long nowNanos) {
    refuse(last(), code, nonce, nowNanos);
  }

  private void refuse(StunMessage request, int code, String nonce, long nowNanos) {
    answer(turn, new StunWriter(request.type() + StunMessage.ERROR, request.transaction())
        .error(code, "no").bytes(StunMessage.REALM, "realm".getBytes(StandardCharsets.UTF_8))
        .bytes(StunMessage.NONCE, nonce.getBytes(StandardCharsets.UTF_8)).bare(), nowNanos);
  }

  private void answer(RelayClient client, byte[] answer, long nowNanos) {
    assertNull(client.on(answer, answer.length, data, nowNanos));
  }

  private static StunWriter success(StunMessage request) {
    return new StunWriter(request.type() + StunMessage.SUCCESS, request.transaction());
  }

  private static javax.crypto.Mac mac() {
    return StunWriter.mac(HexFormat.of().parseHex(KEY));
  }

  private StunMessage last() {
    return message(sent.getLast());
  }

  private List<Integer> types(int from) {
    return sent.subList(from, sent.size()).stream().map(one -> message(one).type()).toList();
  }

  private static StunMessage message(byte @Nullable [] packet) {
    StunMessage message = packet == null ? null : StunMessage.ofServer(packet, packet.length);
    assertNotNull(message);
    return message;
  }
}
