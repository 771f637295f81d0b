package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.testing.FreePorts;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.WsClient;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose event bus is under mutual TLS. */
class TlsBusIT {
  private static final Path PEM = Path.of("tests/resources/tls").toAbsolutePath();
  @TempDir
  Path data;

  @Test
  void whoShowsNoCertificateIsNotLetIn() throws Exception {
    int port = FreePorts.next();
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[]{new AnyServer()}, null);
    try (TestCluster cluster = TestCluster.start(data, 1, "", "", tls() + ", busPort: " + port);
        SSLSocket stranger = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1",
            port)) {
      stranger.startHandshake();
      assertEquals("CN=nodes of tests",
          stranger.getSession().getPeerPrincipal().getName());
      assertThrows(SSLException.class, () -> stranger.getInputStream().read());
    }
  }

  private static final class AnyServer implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new AssertionError("this is a client");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // whoever it is
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static String tls() {
    return ", tls: {certificate: \"%1$s\", key: \"%2$s\", trust: \"%1$s\"}"
        .formatted(PEM.resolve("certificate.pem"), PEM.resolve("key.pem"));
  }

  @Test
  void aCallIsCommandedThroughAnotherNode() {
    try (TestCluster cluster = TestCluster.start(data, 2, "", "", tls());
        WsClient client = cluster.node(1).connect("/call?id=mine")) {
      client.send("{\"command\":\"invite\"}").await("answer");
      assertEquals(200, cluster.node(2)
          .post("/command/mine", "{\"command\":\"history\",\"speaker\":\"a\",\"text\":\"b\"}")
          .status());
      assertEquals("b", client.await("addHistory").path("text").asText());
    }
  }
}
