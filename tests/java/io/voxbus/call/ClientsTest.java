package io.voxbus.call;

import static io.voxbus.call.Clients.Leaving.ENDS;
import static io.voxbus.call.Clients.Leaving.NOTHING;
import static io.voxbus.call.Clients.Leaving.WAITS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.bus.Client;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientsTest {
  private static final Client OWNER = new Client("owner", "n1", "k1", true);
  private static final Client SECOND = new Client("second", "n2", "k2", false);
  private static final Client LISTENER = new Client("sse", "n1", null, false);

  private final Clients clients = new Clients();

  @Test
  void theCallEndsWithTheClientThatPlacedItWhoeverElseIsThere() {
    add(OWNER, SECOND, LISTENER);
    assertEquals(ENDS, clients.remove("owner", false));
  }

  @Test
  void theCallGoesOnWithoutOneThatJoinedOrOnlyListens() {
    add(OWNER, SECOND, LISTENER);
    assertEquals(List.of(NOTHING, NOTHING),
        List.of(clients.remove("second", false), clients.remove("sse", true)));
    assertEquals(List.of(OWNER), List.copyOf(clients.all()));
  }

  @Test
  void thoseWithoutASocketWatch() {
    add(OWNER, SECOND, LISTENER);
    assertEquals(List.of(LISTENER), clients.watching());
  }

  @Test
  void theCallWaitsForAnOwnerWhoseSocketWasLost() {
    add(OWNER);
    assertEquals(WAITS, clients.remove("owner", true));
    assertEquals(false, clients.owned());
  }

  @Test
  void oneThatOnlyListensDoesNotKeepTheCall() {
    add(OWNER);
    clients.remove("owner", true);
    add(LISTENER);
    assertEquals(false, clients.owned());
  }

  @Test
  void whoComesBackOwnsTheCallAgain() {
    add(OWNER);
    clients.remove("owner", true);
    add(SECOND);
    assertEquals(true, clients.owned());
    assertEquals(ENDS, clients.remove("second", false));
  }

  @Test
  void whoCameBackBeforeTheLossWasNoticedOwnsTheCall() {
    add(OWNER, LISTENER, SECOND);
    assertEquals(NOTHING, clients.remove("owner", true));
    assertEquals(ENDS, clients.remove("second", false));
  }

  @Test
  void aClientThatIsNotThereChangesNothing() {
    add(OWNER);
    assertEquals(NOTHING, clients.remove("nobody", false));
    assertEquals(null, clients.get("nobody"));
    assertEquals(OWNER, clients.get("owner"));
  }

  private void add(Client... all) {
    List.of(all).forEach(clients::add);
  }
}
