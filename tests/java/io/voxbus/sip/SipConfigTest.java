package io.voxbus.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.voxbus.bus.Json;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipConfigTest {
  private static SipConfig read(String json) throws JsonProcessingException {
    return Json.mapper().readValue(json, SipConfig.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{}|false|127.0.0.1|true",
      "{\"enabled\":true}|true|127.0.0.1|true",
      "{\"users\":{\"accounts\":[{\"name\":\"a\",\"password\":\"p\"}]}}|true|0.0.0.0|false",
      "{\"users\":{\"backend\":\"jdbc\"}}|true|0.0.0.0|false",
      "{\"trunks\":[{\"name\":\"t\"}]}|true|0.0.0.0|false",
      "{\"trunks\":[{\"name\":\"t\"}],\"enabled\":false}|false|0.0.0.0|false",
      "{\"register_users\":[{\"server\":\"a.test:5070\",\"username\":\"u\"}]}|true|0.0.0.0|false",
      "{\"auth\":{\"strangers\":true}}|false|0.0.0.0|true",
      "{\"listen\":{\"host\":\"::1\"}}|false|::1|true",
      "{\"trunks\":[{\"name\":\"t\"}],\"auth\":{\"strangers\":true}}|true|0.0.0.0|true"})
  void theWorldIsListenedToOnceSomebodyIsKnown(String json, boolean on, String host,
      boolean strangers) throws JsonProcessingException {
    SipConfig config = read(json);
    assertEquals(List.of(on, host, strangers),
        List.of(config.enabled(), config.listen().host(), config.takesStrangers()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"listen\":{\"tls\":5061}}", "{\"guard\":{\"deny\":[\"x\"]}}",
      "{\"auth\":{\"algorithms\":[\"SHA-1\"]}}", "{\"users\":{\"accounts\":[{\"name\":\"a\"}]}}",
      "{\"trunks\":[{\"name\":\"t\"},{\"name\":\"t\"}]}", "{\"users\":{\"backend\":\"http\"}}",
      "{\"registerUsers\":[{\"server\":\"a.test\"}]}",
      "{\"registerUsers\":[{\"server\":\"a b\",\"username\":\"u\"}]}",
      "{\"registerUsers\":[{\"server\":\"a.test\",\"username\":\"u@b\"}]}",
      "{\"registration\":{\"lease\":\"10ms\"}}",
      "{\"trunks\":[{\"name\":\"t\",\"hosts\":[{\"uri\":\"sip:@\"}]}]}",
      "{\"trunks\":[{\"name\":\"t\",\"register\":true}]}"})
  void whatMakesNoSenseIsRefused(String json) {
    assertThrows(JsonMappingException.class, () -> read(json));
  }
}
