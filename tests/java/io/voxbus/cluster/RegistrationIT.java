package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.testing.TestCluster;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with one account at a carrier. */
class RegistrationIT {
  @TempDir
  private Path data;

  @Test
  void oneNodeRegistersAndTheOtherDoesSoWhenItLeaves() {
    try (SipPeer carrier = SipPeer.udpServer();
        TestCluster cluster = TestCluster.start(data, 2, """
            sip:
              listen: {host: 127.0.0.1, udp: 0, tcp: 0}
              registration: {lease: 5}
              registerUsers: [{server: "%s", username: alice}]
            """.formatted(carrier.address()))) {
      SipText first = carrier.hear();
      carrier.send(first.answer(200, "OK", "r"));
      assertTrue(first.header("Contact").contains(":" + cluster.node(1).sipPort("UDP")));
      Thread leaving = Thread.ofVirtual().start(cluster.node(1)::close);
      SipText goodbye = afterRepetitions(carrier, first);
      assertEquals("0 " + first.header("Call-ID"),
          goodbye.header("Expires") + " " + goodbye.header("Call-ID"));
      carrier.send(goodbye.answer(200, "OK", "r"));
      SipText second = afterRepetitions(carrier, goodbye);
      assertEquals("300", second.header("Expires"));
      assertNotEquals(first.header("Call-ID"), second.header("Call-ID"));
      assertTrue(second.header("Contact").contains(":" + cluster.node(2).sipPort("UDP")));
      carrier.send(second.answer(200, "OK", "r"));
      join(leaving);
      Thread last = Thread.ofVirtual().start(cluster.node(2)::close);
      carrier.send(afterRepetitions(carrier, second).answer(200, "OK", "r"));
      join(last);
    }
  }

  /** The next message that is not what was heard before: the first one waited while the second node started. */
  private static SipText afterRepetitions(SipPeer carrier, SipText heard) {
    SipText next = carrier.hear();
    return next.toString().equals(heard.toString()) ? afterRepetitions(carrier, heard) : next;
  }

  private static void join(Thread thread) {
    try {
      assertTrue(thread.join(java.time.Duration.ofSeconds(30)));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
