package io.voxbus.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void secretsOfAnInviteAreMaskedAtAnyDepthAndNothingElseChanges() throws Exception {
    JsonNode invite = mapper.readTree(
        """
            {"command":"invite","option":{
              "asr":{"provider":"tencent","appId":"app","secretId":"AKID","secretKey":"k","samplerate":16000},
              "tts":{"provider":"x","apiKey":"k","api_key":"k","extra":{"X-Api-Key":"k","voice":"v"}},
              "sip":{"username":"u","password":"p","headers":{"Authorization":"Bearer t","X-Tenant":"7"}},
              "realtime":{"tools":[{"name":"lookup","access_token":"t"}]},
              "headers":[["Authorization","Bearer t"],["X-Tenant","7"]],
              "iceServers":[{"urls":["turn:t.example"],"username":"u","credential":"c"}],
              "mediaPass":{"url":"wss://u:p@h/x?token=t&lang=en"}}}""");
    JsonNode before = invite.deepCopy();

    JsonNode masked = Secrets.mask(invite);

    assertEquals(
        mapper.readTree(
            """
                {"command":"invite","option":{
                  "asr":{"provider":"tencent","appId":"app","secretId":"***","secretKey":"***","samplerate":16000},
                  "tts":{"provider":"x","apiKey":"***","api_key":"***","extra":{"X-Api-Key":"***","voice":"v"}},
                  "sip":{"username":"u","password":"***","headers":{"Authorization":"***","X-Tenant":"7"}},
                  "realtime":{"tools":[{"name":"lookup","access_token":"***"}]},
                  "headers":[["Authorization","***"],["X-Tenant","7"]],
                  "iceServers":[{"urls":["turn:t.example"],"username":"u","credential":"***"}],
                  "mediaPass":{"url":"wss://***@h/x?token=***&lang=en"}}}"""),
        masked);
    assertEquals(before, invite, "the given tree stays as it is");
  }

  @Test
  void absentSecretsStayAbsentAndSecretObjectsAreMaskedWhole() throws Exception {
    assertEquals(
        mapper.readTree(
            "{\"token\":null,\"password\":\"\",\"credential\":\"***\",\"apiKey\":\"***\"}"),
        Secrets.mask(mapper.readTree(
            "{\"token\":null,\"password\":\"\",\"credential\":{\"k\":\"v\"},\"apiKey\":42}")));
  }

  @Test
  void keysInSdpAreMasked() throws Exception {
    String sdp = "v=0\\r\\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:S0VZ|2^20\\r\\n"
        + "a=ice-ufrag:u\\r\\na=ice-pwd:pw\\r\\n";
    String masked = "v=0\\r\\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***\\r\\n"
        + "a=ice-ufrag:u\\r\\na=ice-pwd:***\\r\\n";

    assertEquals(mapper.readTree("{\"offer\":\"" + masked + "\"}"),
        Secrets.mask(mapper.readTree("{\"offer\":\"" + sdp + "\"}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secretKey", "secret_key", "SECRET-KEY", "secretId", "apiKey", "ApiKey",
      "X-Api-Key", "password", "Token", "accessToken", "authorization", "Proxy-Authorization",
      "credential", "credentials", "clientSecret", "Set-Cookie", "passwd"})
  void nameOfASecret(String name) {
    assertTrue(Secrets.isSecret(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"appId", "key", "text", "maxTokens", "completion_tokens", "playId",
      "secretary", "tokenizer", "passwordless", "username"})
  void nameOfNoSecret(String name) {
    assertFalse(Secrets.isSecret(name));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      http://h/a.wav                        | http://h/a.wav
      http://user:pass@h:8080/a?b=c         | http://***@h:8080/a?b=c
      https://h/a?token=t&b=c               | https://h/a?token=***&b=c
      https://h/a?b=c&API_KEY=t#top         | https://h/a?b=c&API_KEY=***#top
      https://h/a?X-Amz-Signature=ab&sig=cd | https://h/a?X-Amz-Signature=***&sig=***
      https://h/a?Signature=a%2Bb&Expires=1 | https://h/a?Signature=***&Expires=1
      https://h/a#access_token=t            | https://h/a#access_token=***
      https://h/p@th?q=a@b                  | https://h/p@th?q=a@b
      https://h/$1?x=$2                     | https://h/$1?x=$2
      hello.wav                             | hello.wav
      """)
  void urlIsMasked(String url, String masked) {
    assertEquals(masked, Secrets.maskUrl(url));
  }
}
