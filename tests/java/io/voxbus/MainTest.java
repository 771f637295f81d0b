package io.voxbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void aNodeTellsWhereItIsAndNoPortThatItHasNot() {
    assertEquals("voxbus node n: http://localhost:8080 (health and metrics on port 9080)",
        Main.where("n", 8080, 9080));
    assertEquals("voxbus node n: http://localhost:8080 (health and metrics on no port)",
        Main.where("n", 8080, 0));
  }
}
